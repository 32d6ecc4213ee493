using Temporalio.Api.Enums.V1;
using Temporalio.Client;
using Temporalio.Tests.Support;
using Temporalio.Workflows;

namespace Temporalio.Tests.Worker;

/// <summary>Runs that go back to one of their tasks.</summary>
public class ResetTests
{
    [Workflow]
    public class Counter
    {
        private int _count;

        [WorkflowRun]
        public async Task<int> RunAsync(int until)
        {
            await Workflow.WaitConditionAsync(() => _count >= until && Workflow.AllHandlersFinished);
            return _count;
        }

        [WorkflowUpdate]
        public async Task<int> AddAsync(int number)
        {
            await Workflow.DelayAsync(1);
            return _count += number;
        }

        [WorkflowSignal]
        public async Task NoteAsync(int number) => _count += number;
    }

    [Theory, OnOurs, OnOfficial]
    public Task Reset_ToTheFirstTask_BringsSignalsAndUpdatesAgain(ServerKind server) => Scenario.RunAsync(
        server,
        o => o.AddWorkflow<Counter>(),
        async s =>
        {
            var handle = await s.Client.StartWorkflowAsync((Counter wf) => wf.RunAsync(111), s.NewWorkflow());
            await handle.ExecuteUpdateAsync(wf => wf.AddAsync(1));
            await handle.SignalAsync(wf => wf.NoteAsync(10));
            await handle.ExecuteUpdateAsync(wf => wf.AddAsync(100));
            Assert.Equal(111, await handle.GetResultAsync());
            var first = (await handle.FetchHistoryAsync()).Events.First(e => e.EventType == EventType.WorkflowTaskCompleted);
            await s.Client.WorkflowService.ResetWorkflowExecutionAsync(new()
            {
                Namespace = s.Client.Options.Namespace,
                WorkflowExecution = new() { WorkflowId = handle.Id, RunId = handle.FirstExecutionRunId },
                WorkflowTaskFinishEventId = first.EventId,
                RequestId = $"{Guid.NewGuid()}",
            });
            Assert.Equal(111, await s.Client.GetWorkflowHandle<Counter, int>(handle.Id).GetResultAsync());
        },
        patience: TimeSpan.FromSeconds(20));
}
