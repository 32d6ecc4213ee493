using Temporalio.Activities;
using Temporalio.Workflows;

namespace Bench.Engine;

/// <summary>One workflow for every scenario: its first argument says which.</summary>
[Workflow]
public class BenchWorkflow
{
    private static readonly ActivityOptions Options = new() { StartToCloseTimeout = TimeSpan.FromSeconds(30) };

    private string? _signalled;

    /// <summary>Does what the scenario names.</summary>
    /// <param name="scenario">The scenario.</param>
    /// <param name="payload">Handed through.</param>
    /// <returns>The payload.</returns>
    [WorkflowRun]
    public async Task<string> RunAsync(string scenario, string payload)
    {
        switch (scenario)
        {
            case "one-activity":
                return await Workflow.ExecuteActivityAsync(() => Echo(payload), Options);
            case "ten-activities":
                for (var i = 0; i < 10; i++)
                {
                    payload = await Workflow.ExecuteActivityAsync(() => Echo(payload), Options);
                }

                return payload;
            case "timer":
                await Workflow.DelayAsync(TimeSpan.FromMilliseconds(10));
                return payload;
            case "child":
                return await Workflow.ExecuteChildWorkflowAsync((BenchWorkflow wf) => wf.RunAsync("noop", payload));
            case "signal-wait" or "update":
                await Workflow.WaitConditionAsync(() => _signalled is not null);
                return _signalled!;
            default:
                return payload;
        }
    }

    /// <summary>Lets a waiting run end.</summary>
    /// <param name="payload">What it returns.</param>
    [WorkflowSignal("go")]
    public Task GoAsync(string payload)
    {
        _signalled = payload;
        return Task.CompletedTask;
    }

    /// <summary>Lets a waiting run end, and answers.</summary>
    /// <param name="payload">What it returns.</param>
    /// <returns>The payload.</returns>
    [WorkflowUpdate("set")]
    public Task<string> SetAsync(string payload)
    {
        _signalled = payload;
        return Task.FromResult(payload);
    }

    /// <summary>The activity.</summary>
    /// <param name="payload">Handed back.</param>
    /// <returns>The payload.</returns>
    [Activity]
    public static string Echo(string payload) => payload;
}
