using Temporalio.Exceptions;

namespace OpsFlow.Engine.Tests.Sdk;

public class CancellationTests
{
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
            await Until.PassesAsync(async () => Assert.Contains(
                (await handle.FetchHistoryAsync()).Events, e => e.EventType == EventType.TimerStarted));
            await handle.CancelAsync();
            Assert.Equal("cleaned up", await handle.GetResultAsync());
            Assert.Contains((await handle.FetchHistoryAsync()).Events, e => e.EventType == EventType.TimerCanceled);
        });
}
