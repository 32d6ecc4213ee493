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
        await ReplayAsync(new HistoryBuilder("Ordered").Signal("Set", 1).Task().Completed().WorkflowCompleted());
        Assert.Equal("set 1,run,one,two not", Ordered.Take());
    }

    [Fact]
    public async Task Legacy_WithoutTheFlag_AllConditionsInOneWalk()
    {
        await ReplayAsync(new HistoryBuilder("Ordered").Signal("Set", 1).Task().Completed(lang: []).WorkflowCompleted());
        Assert.Equal("set 1,run,one,two too", Ordered.Take());
    }

    private static async Task ReplayAsync(HistoryBuilder history)
    {
        var replayer = new WorkflowReplayer(new WorkflowReplayerOptions().AddWorkflow<Ordered>());
        await replayer.ReplayWorkflowAsync(new WorkflowHistory("wf", history.Build()));
    }
}
