using OpsFlow.Platform.Store;

namespace OpsFlow.Platform.Events;

/// <summary>Removes old events. Writers wait for each transaction: few events at a time.</summary>
public static class EventTrim
{
    /// <summary>Most events of one transaction.</summary>
    public const int Batch = 2000;

    /// <summary>Removes a stream's events before a moment but the last, which keeps the stream's position.</summary>
    /// <param name="before">Unix time in milliseconds.</param>
    /// <returns>How many were removed.</returns>
    public static async Task<int> StreamAsync(
        IDatabase database, string stream, long before, CancellationToken cancellationToken)
    {
        var removed = 0;
        while (true)
        {
            var last = await database.ExecuteAsync(
                $"""
                DELETE FROM events WHERE stream = @stream AND seq IN (
                    SELECT seq FROM events WHERE stream = @stream AND created_at < @before
                        AND seq < (SELECT MAX(seq) FROM events WHERE stream = @stream)
                    ORDER BY seq LIMIT {Batch})
                """,
                new { stream, before },
                cancellationToken);
            removed += last;
            if (last < Batch)
            {
                return removed;
            }
        }
    }
}
