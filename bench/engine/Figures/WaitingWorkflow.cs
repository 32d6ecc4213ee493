using Temporalio.Activities;
using Temporalio.Workflows;

namespace OpsFlow.Bench.Figures;

/// <summary>Waits for two signals, or for an activity only.</summary>
[Workflow]
public class WaitingWorkflow
{
    private static readonly ActivityOptions Options = new() { StartToCloseTimeout = TimeSpan.FromMinutes(1) };

    private static int instances;

    private int _signals;

    /// <summary>Made when a run is taken into memory, be it the first time or because it has to be replayed.</summary>
    public WaitingWorkflow() => Interlocked.Increment(ref instances);

    /// <summary>How many were made in this process.</summary>
    public static int Instances => Volatile.Read(ref instances);

    /// <summary>Waits for two signals.</summary>
    /// <param name="signals">How many signals to wait for; 0 for an activity instead.</param>
    /// <param name="text">Handed through.</param>
    /// <returns>The text.</returns>
    [WorkflowRun]
    public async Task<string> RunAsync(int signals, string text)
    {
        if (signals == 0)
        {
            return await Workflow.ExecuteActivityAsync(() => Echo(text), Options);
        }

        await Workflow.WaitConditionAsync(() => _signals == signals);
        return text;
    }

    /// <summary>One of the signals.</summary>
    [WorkflowSignal]
    public Task GoAsync()
    {
        _signals++;
        return Task.CompletedTask;
    }

    /// <summary>The activity.</summary>
    /// <param name="text">Handed back.</param>
    /// <returns>The text.</returns>
    [Activity]
    public static string Echo(string text) => text;
}
