namespace OpsFlow.Engine.Tests.Sdk;

public class EagerStartTests
{
    [Workflow]
    public class Quick
    {
        [WorkflowRun]
        public async Task<string> RunAsync() => "quick";
    }

    [Theory, OnOurs, OnOfficial]
    public Task StartAsync_RequestEagerStart_RunsWithoutAPoll(ServerKind server) => Scenario.RunAsync(
        server,
        o => o.AddWorkflow<Quick>(),
        s => Until.PassesAsync(async () =>
        {
            // Until the worker has been told of its start, the client does not ask for the task.
            var options = s.NewWorkflow();
            options.RequestEagerStart = true;
            var handle = await s.Client.StartWorkflowAsync((Quick wf) => wf.RunAsync(), options);
            Assert.Equal("quick", await handle.GetResultAsync());
            var started = (await handle.FetchHistoryAsync()).Events.First().WorkflowExecutionStartedEventAttributes;
            Assert.True(started.EagerExecutionAccepted);
        }));

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
}
