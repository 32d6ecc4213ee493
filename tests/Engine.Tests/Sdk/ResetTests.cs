using Temporalio.Api.History.V1;
using Temporalio.Exceptions;

namespace OpsFlow.Engine.Tests.Sdk;

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
        public Task RunAsync(string id) =>
            Workflow.GetExternalWorkflowHandle<Counter>(id).SignalAsync(wf => wf.NoteAsync(5));
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
            await s.Client.ExecuteWorkflowAsync(
                (Sender wf) => wf.RunAsync(handle.Id), new($"sender-{Guid.NewGuid()}", s.TaskQueue));
            Assert.Equal(5, await handle.GetResultAsync());
            Assert.NotNull((await SignalAsync(handle)).ExternalWorkflowExecution);
            await ResetAsync(s, handle);
            var again = s.Client.GetWorkflowHandle<Counter, int>(handle.Id);
            Assert.Equal(5, await again.GetResultAsync());
            Assert.Null((await SignalAsync(again)).ExternalWorkflowExecution);
        });

    [Workflow]
    public class Parent
    {
        [WorkflowRun]
        public async Task<string> RunAsync(string kind)
        {
            var child = await Workflow.StartChildWorkflowAsync((Child wf) => wf.RunAsync(kind), new()
            {
                ParentClosePolicy = ParentClosePolicy.Abandon,
                RunTimeout = kind == "times out" ? TimeSpan.FromSeconds(1) : null,
            });
            try
            {
                return await child.GetResultAsync();
            }
            catch (ChildWorkflowFailureException e)
            {
                return $"{e.InnerException!.GetType().Name} {e.InnerException.Message}";
            }
        }
    }

    [Workflow]
    public class Child
    {
        private bool _told;

        [WorkflowRun]
        public async Task<string> RunAsync(string kind)
        {
            await Workflow.WaitConditionAsync(() => _told);
            return kind == "fails" ? throw new ApplicationFailureException("child failed") : "child done";
        }

        [WorkflowSignal]
        public async Task GoOnAsync() => _told = true;
    }

    [Theory, OnOurs, OnOfficial]
    public Task Reset_BeforeAChildEnded_KnowsHowItEnded(ServerKind server) => Scenario.RunAsync(
        server,
        o => o.AddWorkflow<Parent>().AddWorkflow<Child>(),
        async s =>
        {
            (string Kind, string Expected)[] cases =
            [
                ("completes", "child done"),
                ("fails", "ApplicationFailureException child failed"),
                ("terminated", "TerminatedFailureException Terminated"),
                ("canceled", "CanceledFailureException "),
                ("times out", "TimeoutFailureException Timed out"),
                ("ends after the reset", "child done"),
            ];
            foreach (var (kind, expected) in cases)
            {
                var handle = await s.Client.StartWorkflowAsync((Parent wf) => wf.RunAsync(kind), s.NewWorkflow());
                var started = await EventAsync(handle, EventType.ChildWorkflowExecutionStarted);
                var child = s.Client.GetWorkflowHandle<Child>(
                    started.ChildWorkflowExecutionStartedEventAttributes.WorkflowExecution.WorkflowId);
                await Until.PassesAsync(async () => Assert.Equal(
                    2, (await handle.FetchHistoryAsync()).Events.Count(
                        e => e.EventType == EventType.WorkflowTaskCompleted)));
                await (kind switch
                {
                    "terminated" => child.TerminateAsync("enough"),
                    "canceled" => child.CancelAsync(),
                    "completes" or "fails" => child.SignalAsync(wf => wf.GoOnAsync()),
                    _ => Task.CompletedTask,
                });
                if (kind != "ends after the reset")
                {
                    Assert.Equal(expected, await handle.GetResultAsync());
                }

                await ResetAsync(s, handle, task: 2);
                if (kind == "ends after the reset")
                {
                    await child.SignalAsync(wf => wf.GoOnAsync());
                }

                Assert.Equal(expected, await s.Client.GetWorkflowHandle<Parent, string>(handle.Id).GetResultAsync());
            }
        });

    private static async Task<HistoryEvent> EventAsync(WorkflowHandle handle, EventType type)
    {
        HistoryEvent? found = null;
        await Until.PassesAsync(async () =>
        {
            found = (await handle.FetchHistoryAsync()).Events.FirstOrDefault(e => e.EventType == type);
            Assert.NotNull(found);
        });
        return found!;
    }

    private static async Task ResetAsync(Scenario s, WorkflowHandle handle, int task = 1)
    {
        var first = (await handle.FetchHistoryAsync()).Events
            .Where(e => e.EventType == EventType.WorkflowTaskCompleted).ElementAt(task - 1);
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
