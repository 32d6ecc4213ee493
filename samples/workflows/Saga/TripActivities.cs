using System.Collections.Concurrent;
using Temporalio.Activities;
using Temporalio.Exceptions;

namespace Samples.Workflows.Saga;

/// <summary>Bookings, each with what undoes it. A real one would call other services with the booking's id as the
/// idempotency key, since any of these may run more than once.</summary>
public class TripActivities
{
    private readonly ConcurrentDictionary<string, bool> _bookings = new();

    /// <summary>What is booked now.</summary>
    public IEnumerable<string> Bookings => _bookings.Keys;

    /// <summary>Books a car, a hotel or a flight.</summary>
    /// <param name="what">What to book; a flight to the moon is always full.</param>
    /// <returns>The booking's id.</returns>
    /// <exception cref="ApplicationFailureException">There is no place left; trying again will not help.</exception>
    [Activity]
    public string Book(string what, string tripId)
    {
        if (what == "flight to the moon")
        {
            throw new ApplicationFailureException(
                $"no {what} has a place left", errorType: "SoldOut", nonRetryable: true);
        }

        _bookings[$"{tripId}/{what}"] = true;
        return $"{tripId}/{what}";
    }

    /// <summary>Undoes a booking; one that is not there is no fault, as the first try may have undone it.</summary>
    [Activity]
    public void Cancel(string bookingId) => _bookings.TryRemove(bookingId, out _);
}
