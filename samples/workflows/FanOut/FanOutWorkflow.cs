using Temporalio.Workflows;

namespace Samples.Workflows.FanOut;

/// <summary>
/// Runs many activities, a bounded number of them at once: a server allows at most 2,000 pending ones a workflow.
/// </summary>
[Workflow]
public class FanOutWorkflow
{
    /// <summary>Sums the squares of 1 to <paramref name="count"/>.</summary>
    /// <param name="count">How many.</param>
    /// <param name="atOnce">The most activities that are pending at once.</param>
    [WorkflowRun]
    public async Task<long> RunAsync(int count, int atOnce)
    {
        var places = new Temporalio.Workflows.Semaphore(atOnce);
        var squares = await Workflow.WhenAllAsync(Enumerable.Range(1, count).Select(n => SquareAsync(places, n)));
        return squares.Sum();
    }

    private static async Task<long> SquareAsync(Temporalio.Workflows.Semaphore places, int number)
    {
        await places.WaitAsync();
        try
        {
            return await Workflow.ExecuteActivityAsync(
                () => SquareActivities.Square(number), new() { StartToCloseTimeout = TimeSpan.FromSeconds(30) });
        }
        finally
        {
            places.Release();
        }
    }
}
