using Temporalio.Activities;
using Temporalio.Workflows;

namespace OpsFlow.Bench.Figures;

/// <summary>Steps one after the other, each with an activity, a signal and a timer, until history is long enough.</summary>
[Workflow]
public class LongWorkflow
{
    private static readonly ActivityOptions Options = new() { StartToCloseTimeout = TimeSpan.FromMinutes(1) };

    private int _reported;

    /// <summary>Goes on until history has so many events.</summary>
    /// <param name="events">The number of events, at which it ends as soon as it can.</param>
    /// <returns>The number of steps.</returns>
    [WorkflowRun]
    public async Task<int> RunAsync(int events)
    {
        var steps = 0;
        while (Workflow.CurrentHistoryLength < events)
        {
            var step = steps;
            steps = await Workflow.ExecuteActivityAsync(() => StepAsync(new(step, $"step {step} of a long workflow")), Options);
            await Workflow.WaitConditionAsync(() => _reported >= steps);
            await Workflow.DelayAsync(TimeSpan.FromMilliseconds(1));
        }

        return steps;
    }

    /// <summary>What the activity reports.</summary>
    /// <param name="step">The step that is done.</param>
    [WorkflowSignal]
    public Task ReportAsync(Step step)
    {
        _reported = step.Number + 1;
        return Task.CompletedTask;
    }

    /// <summary>The activity: it signals its workflow.</summary>
    /// <param name="step">The step.</param>
    /// <returns>The number of the next one.</returns>
    [Activity]
    public static async Task<int> StepAsync(Step step)
    {
        var context = ActivityExecutionContext.Current;
        await context.TemporalClient.GetWorkflowHandle<LongWorkflow>(context.Info.WorkflowId!)
            .SignalAsync(wf => wf.ReportAsync(step));
        return step.Number + 1;
    }

    /// <summary>A step.</summary>
    /// <param name="Number">Its number.</param>
    /// <param name="Text">What it is about.</param>
    public sealed record Step(int Number, string Text);
}
