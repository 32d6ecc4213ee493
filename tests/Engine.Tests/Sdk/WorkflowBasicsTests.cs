using Temporalio.Activities;
using Temporalio.Client;
using Temporalio.Exceptions;
using OpsFlow.Engine.Tests.Sdk.Support;
using Temporalio.Workflows;

namespace OpsFlow.Engine.Tests.Sdk;

public class WorkflowBasicsTests
{
    [Workflow]
    public class Greet
    {
        [WorkflowRun]
        public async Task<string> RunAsync(string name) =>
            await Workflow.ExecuteActivityAsync(
                () => SayHello(name), new() { StartToCloseTimeout = TimeSpan.FromSeconds(10) });

        [Activity]
        public static string SayHello(string name) => $"Hello, {name}!";
    }

    [Theory, OnOurs, OnOfficial]
    public Task RunAsync_OneActivity_ReturnsItsResult(ServerKind server) => Scenario.RunAsync(
        server,
        o => o.AddWorkflow<Greet>().AddActivity(Greet.SayHello),
        async s => Assert.Equal(
            "Hello, Temporal!",
            await s.Client.ExecuteWorkflowAsync((Greet wf) => wf.RunAsync("Temporal"), s.NewWorkflow())));

    [Workflow]
    public class Counter
    {
        private int _count;
        private bool _done;

        [WorkflowQuery]
        public int Count => _count;

        [WorkflowRun]
        public async Task<int> RunAsync()
        {
            await Workflow.DelayAsync(10);
            await Workflow.WaitConditionAsync(() => _done);
            return _count;
        }

        [WorkflowSignal]
        public async Task AddAsync(int by) => _count += by;

        [WorkflowSignal]
        public async Task FinishAsync() => _done = true;

        [WorkflowUpdate]
        public async Task<int> SetAsync(int value)
        {
            var before = _count;
            _count = value;
            return before;
        }

        [WorkflowUpdateValidator(nameof(SetAsync))]
        public void ValidateSet(int value)
        {
            if (value < 0)
            {
                throw new ApplicationFailureException("Negative");
            }
        }
    }

    [Theory, OnOurs, OnOfficial]
    public Task RunAsync_SignalsQueriesUpdates_AreHandled(ServerKind server) => Scenario.RunAsync(
        server,
        o => o.AddWorkflow<Counter>(),
        async s =>
        {
            var handle = await s.Client.StartWorkflowAsync((Counter wf) => wf.RunAsync(), s.NewWorkflow());
            await handle.SignalAsync(wf => wf.AddAsync(3));
            Assert.Equal(3, await handle.QueryAsync(wf => wf.Count));
            Assert.Equal(3, await handle.ExecuteUpdateAsync(wf => wf.SetAsync(10)));
            var refused = await Assert.ThrowsAsync<WorkflowUpdateFailedException>(
                () => handle.ExecuteUpdateAsync(wf => wf.SetAsync(-1)));
            Assert.Equal("Negative", refused.InnerException!.Message);
            await handle.SignalAsync(wf => wf.FinishAsync());
            Assert.Equal(10, await handle.GetResultAsync());
        });
}
