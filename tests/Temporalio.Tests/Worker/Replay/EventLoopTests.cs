using Temporalio.Common;
using Temporalio.Worker;
using Temporalio.Workflows;

namespace Temporalio.Tests.Worker.Replay;

public class EventLoopTests
{
    [Workflow]
    public class Ordered
    {
        private static readonly List<string> Entries = [];
        private int _value;

        public static string Take()
        {
            var text = string.Join(",", Entries);
            Entries.Clear();
            return text;
        }

        [WorkflowRun]
        public async Task RunAsync()
        {
            Entries.Add("run");
            var one = Workflow.WaitConditionAsync(() => _value == 1);
            var two = Workflow.WaitConditionAsync(() => _value > 0);
            await Workflow.WhenAnyAsync(one.ContinueWith(
                _ =>
                {
                    Entries.Add("one");
                    _value = 0;
                },
                CancellationToken.None,
                TaskContinuationOptions.None,
                TaskScheduler.Current));
            Entries.Add(two.IsCompleted ? "two too" : "two not");
        }

        [WorkflowSignal]
        public async Task SetAsync(int value)
        {
            Entries.Add($"set {value}");
            _value = value;
        }
    }

    [Fact]
    public async Task Modern_FirstTask_HandlersBeforeMainAndOneConditionAtATime()
    {
        await ReplayAsync<Ordered>(new HistoryBuilder("Ordered").Signal("Set", 1).Task().Completed().WorkflowCompleted());
        Assert.Equal("set 1,run,one,two not", Ordered.Take());
    }

    [Fact]
    public async Task Legacy_WithoutTheFlag_AllConditionsInOneWalk()
    {
        await ReplayAsync<Ordered>(new HistoryBuilder("Ordered").Signal("Set", 1).Task().Completed(lang: []).WorkflowCompleted());
        Assert.Equal("set 1,run,one,two too", Ordered.Take());
    }

    [Workflow]
    public class Steps
    {
        private static readonly List<string> Entries = [];

        public static string Take()
        {
            var text = string.Join(" ", Entries);
            Entries.Clear();
            return text;
        }

        [WorkflowRun]
        public async Task RunAsync()
        {
            Entries.Add("main");
            await Workflow.WhenAllAsync(
                TraceAsync("timer", () => Workflow.DelayAsync(0)),
                TraceAsync("activity", () => Workflow.ExecuteActivityAsync(
                    "DoNothing", [], new() { StartToCloseTimeout = TimeSpan.FromSeconds(5) })));
        }

        [WorkflowSignal]
        public Task SignalAsync(string name) => TraceAsync("sig-" + name, Yield);

        [WorkflowUpdate]
        public Task UpdateAsync() => TraceAsync("update", Yield);

        private static Task Yield() => Workflow.WaitConditionAsync(() => true);

        private static async Task TraceAsync(string name, Func<Task> first)
        {
            Entries.Add(name + "-sync");
            await first();
            Entries.Add(name + "-1");
            await Yield();
            Entries.Add(name + "-2");
        }
    }

    // The order that the official library is known to have for a history of this shape without lang flag 2.
    [Fact]
    public async Task Legacy_SignalsActivityUpdateTimer_RunsEachJobToItsEnd()
    {
        await ReplayAsync<Steps>(StepsHistory([], one => one));
        Assert.Equal(
            "sig-before-sync sig-before-1 sig-before-2 main timer-sync activity-sync activity-1 activity-2 "
            + "sig-1-sync sig-1-1 sig-1-2 update-sync update-1 update-2 timer-1 timer-2",
            Steps.Take());
        await ReplayAsync<Steps>(StepsHistory([], one => one.Signal("Signal", "1")));
        Assert.StartsWith(
            "sig-before-sync sig-before-1 sig-before-2 sig-1-sync sig-1-1 sig-1-2 main timer-sync activity-sync",
            Steps.Take());
    }

    [Fact]
    public async Task Modern_TwoSignalsAtTheStart_TakeTurns()
    {
        await ReplayAsync<Steps>(StepsHistory([2], one => one.Signal("Signal", "1")));
        Assert.StartsWith(
            "sig-before-sync sig-1-sync main timer-sync activity-sync sig-before-1 sig-1-1 sig-before-2 sig-1-2",
            Steps.Take());
    }

    private static HistoryBuilder StepsHistory(uint[] lang, Func<HistoryBuilder, HistoryBuilder> early)
    {
        var history = early(new HistoryBuilder("Steps").Signal("Signal", "before")).Task().Completed(lang: lang);
        var timer = history.NextId;
        history.TimerStarted(1);
        var activity = history.NextId;
        history.ActivityScheduled("1", "DoNothing").ActivityCompleted(activity, "done").Task().Completed(lang: [])
            .Signal("Signal", "1").Task().Completed(lang: []).Task();
        var sequencing = history.LastId - 1;
        return history.Completed(lang: []).UpdateAccepted("u", sequencing).UpdateCompleted("u")
            .TimerFired(1, timer).Task().Completed(lang: []).WorkflowCompleted();
    }

    private static async Task ReplayAsync<T>(HistoryBuilder history) =>
        await new WorkflowReplayer(new WorkflowReplayerOptions().AddWorkflow<T>())
            .ReplayWorkflowAsync(new WorkflowHistory("wf", history.Build()));

}
