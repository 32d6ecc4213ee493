using Temporalio.Exceptions;
using Temporalio.Workflows;

namespace Samples.Workflows.ChildSweep;

/// <summary>Counts one shelf.</summary>
[Workflow]
public class ShelfWorkflow
{
    /// <summary>Counts.</summary>
    /// <param name="shelf">The shelf's number; each thirteenth is locked.</param>
    /// <returns>The items on it.</returns>
    /// <exception cref="ApplicationFailureException">The shelf is locked.</exception>
    [WorkflowRun]
    public async Task<int> RunAsync(int shelf)
    {
        await Workflow.DelayAsync(TimeSpan.FromMilliseconds(10));
        return shelf % 13 == 0
            ? throw new ApplicationFailureException($"shelf {shelf} is locked", errorType: "Locked")
            : shelf * 10;
    }
}
