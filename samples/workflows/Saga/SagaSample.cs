using Temporalio.Client;
using Temporalio.Exceptions;
using Temporalio.Worker;

namespace Samples.Workflows.Saga;

/// <summary>A saga: compensations undo what was done before a failure.</summary>
public sealed class SagaSample : ISample
{
    private readonly TripActivities _activities = new();

    /// <inheritdoc/>
    public string Name => "saga";

    /// <inheritdoc/>
    public void Register(TemporalWorkerOptions options) =>
        options.AddWorkflow<TripWorkflow>().AddAllActivities(_activities);

    /// <inheritdoc/>
    public async Task<string> RunAsync(ITemporalClient client, string taskQueue, TextWriter output)
    {
        var trip = $"trip-{Guid.NewGuid()}";
        var booked = await client.ExecuteWorkflowAsync(
            (TripWorkflow wf) => wf.RunAsync(trip, new List<string> { "car", "hotel", "flight" }),
            new(trip, taskQueue));
        await output.WriteLineAsync($"booked {string.Join(", ", booked)}");

        var moon = $"trip-{Guid.NewGuid()}";
        try
        {
            await client.ExecuteWorkflowAsync(
                (TripWorkflow wf) => wf.RunAsync(moon, new List<string> { "car", "hotel", "flight to the moon" }),
                new(moon, taskQueue));
            return "the moon had a place left";
        }
        catch (WorkflowFailedException e)
            when (e.InnerException is ActivityFailureException { InnerException: { } cause })
        {
            var left = _activities.Bookings.Count(b => b.StartsWith(moon, StringComparison.Ordinal));
            return $"{booked.Count} booked; then {cause.Message}: {left} bookings left";
        }
    }
}
