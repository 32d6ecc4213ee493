using Temporalio.Api.Enums.V1;
using Temporalio.Client;
using Temporalio.Exceptions;
using OpsFlow.Engine.Tests.Sdk.Support;
using Temporalio.Workflows;

namespace OpsFlow.Engine.Tests.Sdk;

public class CancellationTests
{
    [Workflow]
    public class WaitForever
    {
        [WorkflowRun]
        public Task RunAsync() => Workflow.DelayAsync(Timeout.Infinite);
    }

    [Theory, OnOurs, OnOfficial]
    public Task CancelAsync_WaitingWorkflow_EndsAsCanceled(ServerKind server) => Scenario.RunAsync(
        server,
        o => o.AddWorkflow<WaitForever>(),
        async s =>
        {
            var handle = await s.Client.StartWorkflowAsync((WaitForever wf) => wf.RunAsync(), s.NewWorkflow());
            await handle.CancelAsync();
            var failed = await Assert.ThrowsAsync<WorkflowFailedException>(() => handle.GetResultAsync());
            Assert.IsType<CanceledFailureException>(failed.InnerException);
            Assert.Equal(WorkflowExecutionStatus.Canceled, (await handle.DescribeAsync()).Status);
        });

    [Workflow]
    public class CleanUp
    {
        [WorkflowRun]
        public async Task<string> RunAsync()
        {
            try
            {
                await Workflow.DelayAsync(TimeSpan.FromHours(1));
            }
            catch (OperationCanceledException)
            {
                await Workflow.DelayAsync(1, CancellationToken.None);
                return "cleaned up";
            }

            return "not canceled";
        }
    }

    [Theory, OnOurs, OnOfficial]
    public Task CancelAsync_WorkflowHandlesIt_CompletesNormally(ServerKind server) => Scenario.RunAsync(
        server,
        o => o.AddWorkflow<CleanUp>(),
        async s =>
        {
            var handle = await s.Client.StartWorkflowAsync((CleanUp wf) => wf.RunAsync(), s.NewWorkflow());
            await Scenario.EventuallyAsync(async () => Assert.Contains(
                (await handle.FetchHistoryAsync()).Events, e => e.EventType == EventType.TimerStarted));
            await handle.CancelAsync();
            Assert.Equal("cleaned up", await handle.GetResultAsync());
            Assert.Contains((await handle.FetchHistoryAsync()).Events, e => e.EventType == EventType.TimerCanceled);
        });

    [Workflow]
    public class StartAndCancelAtOnce
    {
        [WorkflowRun]
        public async Task<int> RunAsync()
        {
            using var source = new CancellationTokenSource();
            var delay = Workflow.DelayAsync(TimeSpan.FromHours(1), source.Token);
            source.Cancel();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => delay);
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Workflow.DelayAsync(1, source.Token));
            var activity = Workflow.ExecuteActivityAsync("Never", [], new()
            {
                StartToCloseTimeout = TimeSpan.FromSeconds(1),
                CancellationToken = source.Token,
            });
            await Assert.ThrowsAsync<CanceledFailureException>(() => activity);
            return Workflow.CurrentHistoryLength;
        }
    }

    [Theory, OnOurs, OnOfficial]
    public Task CancelTimer_InTheSameTask_LeavesNoEvent(ServerKind server) => Scenario.RunAsync(
        server,
        o => o.AddWorkflow<StartAndCancelAtOnce>(),
        async s =>
        {
            var handle = await s.Client.StartWorkflowAsync((StartAndCancelAtOnce wf) => wf.RunAsync(), s.NewWorkflow());
            Assert.Equal(3, await handle.GetResultAsync());
            Assert.Equal(5, (await handle.FetchHistoryAsync()).Events.Count);
        });

    [Workflow]
    public class ConditionTimeout
    {
        private bool _done;

        [WorkflowRun]
        public async Task<string> RunAsync()
        {
            var first = await Workflow.WaitConditionAsync(() => _done, 50);
            var second = await Workflow.WaitConditionAsync(() => _done, TimeSpan.FromMinutes(5));
            return $"{first} {second}";
        }

        [WorkflowSignal]
        public async Task FinishAsync() => _done = true;
    }

    [Theory, OnOurs, OnOfficial]
    public Task WaitConditionAsync_Timeout_ReturnsFalseThenTrue(ServerKind server) => Scenario.RunAsync(
        server,
        o => o.AddWorkflow<ConditionTimeout>(),
        async s =>
        {
            var handle = await s.Client.StartWorkflowAsync((ConditionTimeout wf) => wf.RunAsync(), s.NewWorkflow());
            await Scenario.EventuallyAsync(async () => Assert.Equal(
                2, (await handle.FetchHistoryAsync()).Events.Count(e => e.EventType == EventType.TimerStarted)));
            await handle.SignalAsync(wf => wf.FinishAsync());
            Assert.Equal("False True", await handle.GetResultAsync());
        });

    [Theory, OnOurs, OnOfficial]
    public Task TerminateAsync_WaitingWorkflow_EndsAsTerminated(ServerKind server) => Scenario.RunAsync(
        server,
        o => o.AddWorkflow<WaitForever>(),
        async s =>
        {
            var handle = await s.Client.StartWorkflowAsync((WaitForever wf) => wf.RunAsync(), s.NewWorkflow());
            await handle.TerminateAsync("enough");
            var failed = await Assert.ThrowsAsync<WorkflowFailedException>(() => handle.GetResultAsync());
            Assert.Equal("enough", Assert.IsType<TerminatedFailureException>(failed.InnerException).Message);
        });
}
