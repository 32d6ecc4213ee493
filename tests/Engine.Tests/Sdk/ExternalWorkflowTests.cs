using Temporalio.Exceptions;

namespace OpsFlow.Engine.Tests.Sdk;

/// <summary>Messages from a workflow to itself: a server takes none, lest a workflow wait for its own lock.</summary>
public class ExternalWorkflowTests
{
    [Workflow]
    public class Narcissus
    {
        [WorkflowRun]
        public async Task<List<string>> RunAsync()
        {
            var (id, runId) = (Workflow.Info.WorkflowId, Workflow.Info.RunId);
            return
            [
                await SayAsync(
                    () => Workflow.GetExternalWorkflowHandle<Narcissus>(id).SignalAsync(wf => wf.HearAsync())),
                await SayAsync(
                    () => Workflow.GetExternalWorkflowHandle<Narcissus>(id, runId).SignalAsync(wf => wf.HearAsync())),
                await SayAsync(() => Workflow.GetExternalWorkflowHandle(id).CancelAsync()),
                await SayAsync(() => Workflow.GetExternalWorkflowHandle(id, runId).CancelAsync()),
                $"{Workflow.CancellationToken.IsCancellationRequested}",
            ];
        }

        [WorkflowSignal]
        public async Task HearAsync() => throw new ApplicationFailureException("heard");

        private static async Task<string> SayAsync(Func<Task> call)
        {
            try
            {
                await call();
                return "done";
            }
            catch (ApplicationFailureException e)
            {
                return e.Message;
            }
        }
    }

    [Theory, OnOurs, OnOfficial]
    public Task SignalAndCancel_OfItself_AreNotFound(ServerKind server) => Scenario.RunAsync(
        server,
        o => o.AddWorkflow<Narcissus>(),
        async s => Assert.Equal(
            [
                "Unable to signal external workflow because it was not found",
                "Unable to signal external workflow because it was not found",
                "Unable to cancel external workflow because not found",
                "Unable to cancel external workflow because not found",
                "False",
            ],
            await s.Client.ExecuteWorkflowAsync((Narcissus wf) => wf.RunAsync(), s.NewWorkflow())));
}
