using Temporalio.Exceptions;
using Temporalio.Workflows;

namespace Samples.Workflows.ChildSweep;

/// <summary>Counts a store by one child for each shelf; a child that fails fails only its shelf.</summary>
[Workflow]
public class SweepWorkflow
{
    /// <summary>Counts.</summary>
    /// <param name="shelves">How many shelves there are.</param>
    /// <returns>What was found.</returns>
    [WorkflowRun]
    public async Task<SweepResult> RunAsync(int shelves)
    {
        var children = Enumerable.Range(1, shelves).ToDictionary(
            shelf => shelf,
            shelf => Workflow.ExecuteChildWorkflowAsync(
                (ShelfWorkflow wf) => wf.RunAsync(shelf),
                new()
                {
                    Id = $"{Workflow.Info.WorkflowId}/shelf-{shelf}",
                    ParentClosePolicy = ParentClosePolicy.RequestCancel,
                }));
        var items = 0;
        var failures = new List<string>();
        foreach (var child in children.OrderBy(c => c.Key).Select(c => c.Value))
        {
            try
            {
                items += await child;
            }
            catch (ChildWorkflowFailureException e)
            {
                failures.Add(e.InnerException!.Message);
            }
        }

        return new SweepResult(items, failures);
    }
}
