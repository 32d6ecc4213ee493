using Temporalio.Exceptions;

namespace OpsFlow.Engine.Tests.Sdk;

public class FailureTests
{
    [Workflow]
    public class Buggy
    {
        public static bool Fixed { get; set; }

        [WorkflowRun]
        public async Task<string> RunAsync()
        {
            await Workflow.DelayAsync(1);
            return Fixed ? "fixed" : throw new InvalidOperationException("a bug");
        }
    }

    [Theory, OnOurs, OnOfficial]
    public Task Throw_AnyOtherException_FailsTheTaskUntilFixed(ServerKind server)
    {
        Buggy.Fixed = false;
        return Scenario.RunAsync(
            server,
            o => o.AddWorkflow<Buggy>(),
            async s =>
            {
                var handle = await s.Client.StartWorkflowAsync((Buggy wf) => wf.RunAsync(), s.NewWorkflow());
                await Until.PassesAsync(async () =>
                {
                    var failed = (await handle.FetchHistoryAsync()).Events.LastOrDefault(
                        e => e.EventType == EventType.WorkflowTaskFailed)?.WorkflowTaskFailedEventAttributes;
                    Assert.Equal("a bug", failed?.Failure.Message);
                    Assert.Equal(WorkflowTaskFailedCause.WorkflowWorkerUnhandledFailure, failed!.Cause);
                });
                Buggy.Fixed = true;
                Assert.Equal("fixed", await handle.GetResultAsync());
            });
    }
}
