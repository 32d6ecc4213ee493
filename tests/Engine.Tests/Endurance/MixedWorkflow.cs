using Temporalio.Activities;
using Temporalio.Common;
using Temporalio.Exceptions;

namespace OpsFlow.Engine.Tests.Endurance;

/// <summary>Activities, timers, a child, signals, an update, memo and search attributes in one.</summary>
[Workflow]
public class MixedWorkflow
{
    public const string Attribute = "Turn";

    private static readonly SearchAttributeKey<long> Turn = SearchAttributeKey.CreateLong(Attribute);

    private readonly SortedSet<string> _signals = new(StringComparer.Ordinal);
    private int _updated;
    private int _turn;

    [WorkflowRun]
    public async Task<string> RunAsync(int number)
    {
        var first = await Workflow.ExecuteActivityAsync((MixedActivities a) => a.DoubleAsync(number), Options);
        await Workflow.DelayAsync(20 + (number % 50));
        var child = number % 3 == 0
            ? await Workflow.ExecuteChildWorkflowAsync(
                (LeafWorkflow wf) => wf.RunAsync(number), new() { TaskTimeout = MixedActivities.TaskTimeout })
            : 0;
        var both = await Workflow.WhenAllAsync(
            Workflow.ExecuteActivityAsync((MixedActivities a) => a.DoubleAsync(number + 1), Options),
            Workflow.ExecuteActivityAsync((MixedActivities a) => a.FlakyAsync(number), Options));
        await Workflow.WaitConditionAsync(() => _signals.Count == 2 && _updated > 0);
        return $"{first} {child} {both[0]} {both[1]} {string.Join('+', _signals)} {_updated}";
    }

    /// <summary>What the run must come to.</summary>
    public static string Expected(int number) =>
        $"{number * 2} {(number % 3 == 0 ? number * 3 : 0)} {(number + 1) * 2} {number} one+two {number}";

    [WorkflowSignal]
    public async Task AddAsync(string name)
    {
        _signals.Add(name);
        var turn = _turn++;
        Workflow.UpsertTypedSearchAttributes(Turn.ValueSet(turn % 50));
        // Fields come and go, so that the memo's size changes while others read it.
        Workflow.UpsertMemo([.. Enumerable.Range(turn, 20).Select(n => turn % 3 == 0
            ? MemoUpdate.ValueUnset($"field-{n % 60}")
            : MemoUpdate.ValueSet($"field-{n % 60}", new byte[turn % 200]))]);
    }

    [WorkflowUpdate]
    public async Task<int> SetAsync(int value)
    {
        await Workflow.DelayAsync(5);
        return _updated = value;
    }

    /// <summary>What a server must know of it.</summary>
    internal static Dictionary<string, IndexedValueType> SearchAttributes =>
        new() { [Attribute] = IndexedValueType.Int };

    private static ActivityOptions Options => new()
    {
        StartToCloseTimeout = TimeSpan.FromSeconds(3),
        RetryPolicy = new()
        {
            InitialInterval = TimeSpan.FromMilliseconds(50),
            MaximumInterval = TimeSpan.FromSeconds(1),
        },
    };
}

/// <summary>A child, and what schedules start.</summary>
[Workflow]
public class LeafWorkflow
{
    [WorkflowRun]
    public async Task<int> RunAsync(int number)
    {
        await Workflow.DelayAsync(10);
        return number * 3;
    }
}

/// <summary>What the workflows do outside.</summary>
public class MixedActivities
{
    /// <summary>How long a task may be in the hands of a worker that was killed.</summary>
    public static readonly TimeSpan TaskTimeout = TimeSpan.FromSeconds(3);

    [Activity]
    public async Task<int> DoubleAsync(int number)
    {
        await Task.Delay(number % 20);
        return number * 2;
    }

    [Activity]
    public async Task<int> FlakyAsync(int number)
    {
        await Task.Delay(1);
        return number % 2 == 0 && ActivityExecutionContext.Current.Info.Attempt == 1
            ? throw new ApplicationFailureException("the first attempt fails")
            : number;
    }
}
