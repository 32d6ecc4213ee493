using System.Runtime.CompilerServices;

namespace OpsFlow.Platform.Events;

/// <summary>What one follower is told of a stream, over whatever connection it has.</summary>
/// <param name="Stream">The stream.</param>
/// <param name="IsOver">
/// Whether nothing will follow; asked at the start and when all known events were told. What ends a stream appends a
/// last event in the same transaction.
/// </param>
/// <param name="Heartbeat">The longest silence.</param>
public sealed record FollowedStream(string Stream, Func<CancellationToken, Task<bool>> IsOver, TimeSpan Heartbeat)
{
    /// <summary>The silence of a run's stream: clients take 3 s for a broken connection. 2 s.</summary>
    public static readonly TimeSpan OfRun = TimeSpan.FromSeconds(2);

    /// <summary>The silence of a stream of notices, which may have nothing to tell for hours. 15 s.</summary>
    public static readonly TimeSpan OfNotices = TimeSpan.FromSeconds(15);

    /// <summary>Says nothing but that the connection works.</summary>
    public static readonly LiveEvent Beat = new() { Kind = "heartbeat", Data = "{}" };

    /// <summary>Says that nothing follows.</summary>
    public static readonly LiveEvent End = new() { Kind = "end", Data = "{}" };

    /// <summary>
    /// Where a follower really is: one that names a place beyond the last event has seen another stream.
    /// </summary>
    /// <param name="after">The number that it names.</param>
    /// <returns>The number, or 0 for the start.</returns>
    public async Task<long> PlaceAsync(EventStore events, long after, CancellationToken cancellationToken) =>
        after > 0 && after > await events.LastAsync(Stream, cancellationToken) ? 0 : after;

    /// <summary>Whether a follower has seen all of a stream that is over.</summary>
    /// <param name="after">The last number that it has seen.</param>
    public async Task<bool> IsEndAsync(EventStore events, long after, CancellationToken cancellationToken) =>
        await IsOver(cancellationToken) && await events.LastAsync(Stream, cancellationToken) <= after;

    /// <summary>
    /// The events after a number, then those that come, until the last; <see cref="Beat"/> at once and whenever nothing
    /// happened for long, and <see cref="End"/> as the last.
    /// </summary>
    /// <param name="after">The last number that the follower has seen; 0 for the start.</param>
    /// <param name="cancellationToken">Ends it without an exception.</param>
    public async IAsyncEnumerable<LiveEvent> ReadAsync(
        EventStore events, long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return Beat;
        // Subscribed before looking, so that nothing falls between the look and the wait.
        using var subscription = events.Subscribe(Stream);
        for (var isNews = true; ;)
        {
            IReadOnlyList<LiveEvent> page = [];
            if (isNews)
            {
                try
                {
                    page = await events.ReadAsync(subscription, after, cancellationToken);
                }
                catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
                {
                    yield break;
                }
            }

            foreach (var e in page)
            {
                yield return e;
                after = e.Seq;
            }

            if (page.Count >= EventStore.PageSize)
            {
                continue;
            }

            // All that is known was told. What comes after the look has ended the wait already: no second look.
            bool isEnd;
            try
            {
                isEnd = isNews && await IsEndAsync(events, after, cancellationToken);
                isNews = !isEnd && await events.WaitAsync(subscription, Heartbeat, cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                yield break;
            }

            if (isEnd)
            {
                yield return End;
                yield break;
            }

            if (!isNews)
            {
                yield return Beat;
            }
        }
    }
}
