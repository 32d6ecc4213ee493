using OpsFlow.Platform.Runs;

namespace OpsFlow.Api.Runs;

/// <summary>
/// How the runs of every pipeline stand, counted at most every few seconds: counting reads much, and every open page
/// asks for it at every notice.
/// </summary>
internal sealed class HeldRunCounts(IEnumerable<ITroubledRuns> pipelines, TimeProvider time)
{
    public static readonly TimeSpan Held = TimeSpan.FromSeconds(3);

    private readonly Lock _lock = new();
    private (DateTimeOffset At, Task<IReadOnlyList<RunCountView>> Counts)? _held;

    public Task<IReadOnlyList<RunCountView>> ReadAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            var now = time.GetUtcNow();
            if (_held is not { } held || now - held.At >= Held || held.Counts.IsFaulted)
            {
                // Not ended by the one who asked first: others wait for it.
                held = (now, CountAsync(CancellationToken.None));
                _held = held;
            }

            return held.Counts.WaitAsync(cancellationToken);
        }
    }

    private async Task<IReadOnlyList<RunCountView>> CountAsync(CancellationToken cancellationToken)
    {
        var items = new List<RunCountView>();
        foreach (var pipeline in pipelines)
        {
            var counts = await pipeline.CountAsync(cancellationToken);
            items.Add(new(pipeline.Pipeline, counts.Running, counts.Failed, counts.Parked));
        }

        return items;
    }
}
