using Temporalio.Api.Enums.V1;
using Temporalio.Api.History.V1;
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

    [Workflow]
    public class Sender
    {
        [WorkflowRun]
        public Task RunAsync(string id) => Workflow.GetExternalWorkflowHandle<Counter>(id).SignalAsync(wf => wf.NoteAsync(5));
    }

    [Theory, OnOurs, OnOfficial]
    public Task Reset_BeforeASignalOfAWorkflow_BringsItWithoutItsSender(ServerKind server) => Scenario.RunAsync(
        server,
        o => o.AddWorkflow<Counter>().AddWorkflow<Sender>(),
        async s =>
        {
            var handle = await s.Client.StartWorkflowAsync((Counter wf) => wf.RunAsync(5), s.NewWorkflow());
            // The first task is over, so that the signal is after it.
            await handle.ExecuteUpdateAsync(wf => wf.AddAsync(0));
            await s.Client.ExecuteWorkflowAsync((Sender wf) => wf.RunAsync(handle.Id), new($"sender-{Guid.NewGuid()}", s.TaskQueue));
            Assert.Equal(5, await handle.GetResultAsync());
            Assert.NotNull((await SignalAsync(handle)).ExternalWorkflowExecution);
            await ResetAsync(s, handle);
            var again = s.Client.GetWorkflowHandle<Counter, int>(handle.Id);
            Assert.Equal(5, await again.GetResultAsync());
            Assert.Null((await SignalAsync(again)).ExternalWorkflowExecution);
        });

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
            await ResetAsync(s, handle);
            Assert.Equal(111, await s.Client.GetWorkflowHandle<Counter, int>(handle.Id).GetResultAsync());
        });

    private static async Task ResetAsync(Scenario s, WorkflowHandle handle)
    {
        var first = (await handle.FetchHistoryAsync()).Events.First(e => e.EventType == EventType.WorkflowTaskCompleted);
        await s.Client.WorkflowService.ResetWorkflowExecutionAsync(
            new()
            {
                Namespace = s.Client.Options.Namespace,
                WorkflowExecution = new() { WorkflowId = handle.Id, RunId = handle.ResultRunId },
                WorkflowTaskFinishEventId = first.EventId,
                RequestId = $"{Guid.NewGuid()}",
            },
            new() { Retry = true });
    }

    private static async Task<WorkflowExecutionSignaledEventAttributes> SignalAsync(WorkflowHandle handle) =>
        (await handle.FetchHistoryAsync()).Events.Single(e => e.EventType == EventType.WorkflowExecutionSignaled)
            .WorkflowExecutionSignaledEventAttributes;
}
