using OpsFlow.Activities.ScanChain;
using OpsFlow.Platform.Events;
using OpsFlow.Platform.Runs;
using OpsFlow.Platform.Store;
using OpsFlow.Records.ScanChain;
using OpsFlow.Workflows.ScanChain;
using Temporalio.Exceptions;
using Temporalio.Testing;

namespace OpsFlow.Activities.Tests.ScanChain;

public sealed class ScanChainActivitiesTests
{
    [Fact]
    public async Task ClassifyAsync_ScanThatWasCanceledBeforeItsRunBegan_RefusesAndAsksNobody()
    {
        using var folder = new TempFolder();
        await using var database = new Database(
            new StoreOptions { DataFolder = folder.Path, PostgresConnectionString = null }, TimeProvider.System);
        var (signals, time) = (new EventSignals(), TimeProvider.System);
        var scans = new ScanStore(database, new(database, signals, time), signals, new(database, time), time);
        await scans.AcceptAsync(
            new("s1", "mina", "scans/s1.jpg", "image/jpeg", "ko", null, null, null),
            RunStart.Of(ScanChainWorkflow.IdOf("s1"), "ScanChain", "scan", "s1"), default);
        Assert.True((await scans.WithdrawAsync("s1", 1, "not wanted", default)).IsCanceled);
        // None of them has a part in it.
        var activities = new ScanChainActivities(
            scans, null!, new PictureReader(null!, null!, null!, null!), null!, null!, null!, null!, time);

        var refusal = await Assert.ThrowsAsync<ApplicationFailureException>(
            () => new ActivityEnvironment().RunAsync(() => activities.ClassifyAsync(new("s1", 1))));

        Assert.Equal("Over", refusal.ErrorType);
        Assert.True(refusal.NonRetryable);
        Assert.Equal(ScanState.Canceled, await scans.FindStateAsync("s1", default));
    }
}
