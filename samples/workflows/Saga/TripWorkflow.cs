using Microsoft.Extensions.Logging;
using Temporalio.Exceptions;
using Temporalio.Workflows;

namespace Samples.Workflows.Saga;

/// <summary>
/// Books all parts of a trip or none: what was booked is undone, the last first, when a later part fails.
/// </summary>
[Workflow]
public class TripWorkflow
{
    private static readonly ActivityOptions s_options = new()
    {
        StartToCloseTimeout = TimeSpan.FromSeconds(30),
        RetryPolicy = new() { MaximumInterval = TimeSpan.FromSeconds(5) },
    };

    /// <summary>Books.</summary>
    /// <param name="parts">What to book, in this order.</param>
    /// <returns>The ids of the bookings.</returns>
    [WorkflowRun]
    public async Task<List<string>> RunAsync(string tripId, List<string> parts)
    {
        var compensations = new Stack<Func<Task>>();
        var bookings = new List<string>();
        try
        {
            foreach (var part in parts)
            {
                var id = await Workflow.ExecuteActivityAsync((TripActivities a) => a.Book(part, tripId), s_options);
                bookings.Add(id);
                compensations.Push(() => Workflow.ExecuteActivityAsync(
                    (TripActivities a) => a.Cancel(id),
                    // Undoing must go on even when the workflow itself has been canceled.
                    new()
                    {
                        StartToCloseTimeout = s_options.StartToCloseTimeout,
                        RetryPolicy = s_options.RetryPolicy,
                        CancellationToken = CancellationToken.None,
                    }));
            }

            return bookings;
        }
        catch (Exception e) when (e is ActivityFailureException || TemporalException.IsCanceledException(e))
        {
            Workflow.Logger.LogWarning(e, "Undoing {Count} bookings of trip {Trip}", compensations.Count, tripId);
            while (compensations.TryPop(out var compensate))
            {
                await compensate();
            }

            throw;
        }
    }
}
