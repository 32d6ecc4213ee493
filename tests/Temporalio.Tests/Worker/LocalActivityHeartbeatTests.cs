using Temporalio.Activities;
using Temporalio.Api.Enums.V1;
using Temporalio.Client;
using Temporalio.Tests.Support;
using Temporalio.Workflows;

namespace Temporalio.Tests.Worker;

/// <summary>Workflow tasks that are kept open, and alive, by a local activity.</summary>
public class LocalActivityHeartbeatTests
{
    [Activity]
    internal static Task HangAsync() => Task.Delay(Timeout.Infinite, ActivityExecutionContext.Current.CancellationToken);

    [Activity]
    internal static Task LastAsync(int ms) => Task.Delay(ms, ActivityExecutionContext.Current.CancellationToken);

    [Workflow]
    public class Waiting
    {
        private bool _waits;

        [WorkflowRun]
        public async Task RunAsync()
        {
            var hanging = Workflow.ExecuteLocalActivityAsync(() => HangAsync(), new() { StartToCloseTimeout = TimeSpan.FromMinutes(5) });
            _waits = true;
            await hanging;
        }

        [WorkflowQuery]
        public bool Waits() => _waits;
    }

    [Workflow]
    public class Slow
    {
        [WorkflowRun]
        public async Task RunAsync()
        {
            // As a long replay would.
            Thread.Sleep(3000);
            await Workflow.ExecuteLocalActivityAsync(() => LastAsync(9000), new() { StartToCloseTimeout = TimeSpan.FromMinutes(5) });
        }
    }

    [Theory, OnOurs, OnOfficial]
    public Task Query_WhileALocalActivityRuns_IsAnswered(ServerKind server) => Scenario.RunAsync(
        server,
        o => o.AddWorkflow<Waiting>().AddActivity(HangAsync),
        async s =>
        {
            var options = s.NewWorkflow();
            options.TaskTimeout = TimeSpan.FromSeconds(1);
            var handle = await s.Client.StartWorkflowAsync((Waiting wf) => wf.RunAsync(), options);
            // Each waits for a heartbeat of the task, and none for the activity's end.
            for (var i = 0; i < 3; i++)
            {
                Assert.True(await handle.QueryAsync(wf => wf.Waits()));
            }

            await handle.TerminateAsync();
        },
        replay: false);

    [Workflow]
    public class Lasting
    {
        [WorkflowRun]
        public Task RunAsync(int ms) =>
            Workflow.ExecuteLocalActivityAsync(() => LastAsync(ms), new() { StartToCloseTimeout = TimeSpan.FromMinutes(5) });
    }

    [Theory, OnOurs, OnOfficial]
    public Task Heartbeat_WithoutCache_KeepsTheActivity(ServerKind server) => Scenario.RunAsync(
        server,
        o =>
        {
            o.MaxCachedWorkflows = 0;
            o.AddWorkflow<Lasting>().AddActivity(LastAsync);
        },
        async s =>
        {
            var options = s.NewWorkflow();
            options.TaskTimeout = TimeSpan.FromSeconds(5);
            await s.Client.ExecuteWorkflowAsync((Lasting wf) => wf.RunAsync(10_000), options);
        },
        replay: false,
        patience: TimeSpan.FromMinutes(1));

    [Theory, OnOurs, OnOfficial]
    public Task Heartbeat_WorkflowCodeTookMuchOfTheTask_ComesInTime(ServerKind server) => Scenario.RunAsync(
        server,
        o => o.AddWorkflow<Slow>().AddActivity(LastAsync),
        async s =>
        {
            // After eight of the task's ten seconds, not after eight from where the code left off.
            var handle = await s.Client.StartWorkflowAsync((Slow wf) => wf.RunAsync(), s.NewWorkflow());
            await handle.GetResultAsync();
            var events = (await handle.FetchHistoryAsync()).Events;
            Assert.DoesNotContain(events, e => e.EventType == EventType.WorkflowTaskTimedOut);
            Assert.Equal(2, events.Count(e => e.EventType == EventType.WorkflowTaskCompleted));
        },
        replay: false);
}
