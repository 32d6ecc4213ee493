using Temporalio.Client;
using Temporalio.Tests.Support;
using Temporalio.Worker.Tuning;
using Temporalio.Workflows;

namespace Temporalio.Tests.Client;

public class EagerStartTests
{
    [Workflow]
    public class Quick
    {
        [WorkflowRun]
        public async Task<string> RunAsync() => "quick";
    }

    // Polls get no slot, so that only a task that comes with the start's answer is ever run.
    private sealed class OnlyEager : CustomSlotSupplier
    {
        public override async Task<SlotPermit> ReserveSlotAsync(SlotReserveContext ctx, CancellationToken cancellationToken)
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            throw new OperationCanceledException(cancellationToken);
        }

        public override SlotPermit? TryReserveSlot(SlotReserveContext ctx) => new();

        public override void MarkSlotUsed(SlotMarkUsedContext ctx)
        {
        }

        public override void ReleaseSlot(SlotReleaseContext ctx)
        {
        }
    }

    [Theory, OnOurs, OnOfficial]
    public Task StartAsync_RequestEagerStart_RunsWithoutAPoll(ServerKind server) => Scenario.RunAsync(
        server,
        o =>
        {
            o.AddWorkflow<Quick>();
            var normal = new FixedSizeSlotSupplier(1);
            o.Tuner = new(new OnlyEager(), normal, normal, normal);
        },
        async s =>
        {
            // The worker's connection has spoken to the server, and the worker has been told of its start.
            await Scenario.EventuallyAsync(async () =>
            {
                var reservation = ((TemporalConnection)s.Client.Connection).EagerWorkers.TryReserve("default", s.TaskQueue);
                Assert.NotNull(reservation);
                reservation.Release();
            });
            var options = s.NewWorkflow();
            options.RequestEagerStart = true;
            Assert.Equal("quick", await s.Client.ExecuteWorkflowAsync((Quick wf) => wf.RunAsync(), options));
        });

    [Theory, OnOurs, OnOfficial]
    public Task StartAsync_RequestEagerStartWithoutWorkerThere_StartsAsEver(ServerKind server) => Scenario.RunAsync(
        server,
        o => o.AddWorkflow<Quick>(),
        async s =>
        {
            var other = await TemporalClient.ConnectAsync(new(s.Client.Connection.Options.TargetHost!));
            var options = s.NewWorkflow();
            options.RequestEagerStart = true;
            Assert.Equal("quick", await other.ExecuteWorkflowAsync((Quick wf) => wf.RunAsync(), options));
        });

    [Fact]
    public async Task StartAsync_EagerWithStartSignal_IsRefused()
    {
        var client = TemporalClient.CreateLazy(new("127.0.0.1:1"));
        await Assert.ThrowsAsync<ArgumentException>(() => client.StartWorkflowAsync(
            "W", [], new("id", "tq") { RequestEagerStart = true, StartSignal = "s" }));
    }
}
