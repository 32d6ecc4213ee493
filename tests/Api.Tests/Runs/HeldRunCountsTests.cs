using Microsoft.Extensions.Time.Testing;
using OpsFlow.Api.Runs;
using OpsFlow.Platform.Runs;

namespace OpsFlow.Api.Tests.Runs;

public sealed class HeldRunCountsTests
{
    [Fact]
    public async Task ReadAsync_AgainAtOnceAndLater_CountsOnceAndThenAnew()
    {
        var time = new FakeTimeProvider();
        var counted = new Counted();
        var counts = new HeldRunCounts([counted], time);

        Assert.Equal(1, Assert.Single(await counts.ReadAsync(default)).Failed);
        Assert.Equal(1, Assert.Single(await counts.ReadAsync(default)).Failed);
        time.Advance(HeldRunCounts.Held);
        Assert.Equal(2, Assert.Single(await counts.ReadAsync(default)).Failed);
    }

    private sealed class Counted : ITroubledRuns
    {
        private long _times;

        public string Pipeline => "one";

        public Task<RunCounts> CountAsync(CancellationToken cancellationToken) =>
            Task.FromResult(new RunCounts(0, ++_times, 0));

        public Task<IReadOnlyList<TroubledRun>> ListAsync(
            RunTrouble trouble, string? text, (long At, string Id)? before, int limit,
            CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task<TroubledRun?> FindAsync(string id, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task<string?> RetryAsync(TroubledRun run, string by, CancellationToken cancellationToken) =>
            throw new NotSupportedException();
    }
}
