using Dapper;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpsFlow.Platform.Store;

namespace OpsFlow.Platform.Events;

/// <summary>
/// Wakes this replica's followers for what other processes appended, whether or not they were told of it: one look for
/// all of them, so that what a follower costs does not depend on how many there are.
/// </summary>
public sealed partial class EventTail(
    IDatabase database, EventSignals signals, TimeProvider time, ILogger<EventTail> logger) : BackgroundService
{
    /// <summary>No event stays unseen for longer, even when a notification was lost.</summary>
    public static readonly TimeSpan CatchUp = TimeSpan.FromSeconds(5);

    // On SQLite nobody tells us; asking whether the file has changed costs microseconds.
    private static readonly TimeSpan s_glance = TimeSpan.FromMilliseconds(200);

    // An event's time is when its transaction began on its own machine's clock: both may be late.
    private static readonly TimeSpan s_lookBack = TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await FollowAsync(stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                LogAgain(logger, e);
                await Task.Delay(CatchUp, time, stoppingToken);
            }
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "The events of other processes could not be looked for; trying again")]
    private static partial void LogAgain(ILogger logger, Exception exception);

    private async Task FollowAsync(CancellationToken stoppingToken)
    {
        var interval = database.Kind == DatabaseKind.Sqlite ? s_glance : CatchUp;
        using var timer = new PeriodicTimer(interval, time);
        // Kept, as SQLite counts the changes that others than this very connection made.
        await using var glance = database.Kind == DatabaseKind.Sqlite
            ? await database.OpenConnectionAsync(stoppingToken)
            : null;
        var (version, looked) = (-1L, time.GetUtcNow());
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            if (signals.Count == 0)
            {
                looked = time.GetUtcNow();
                continue;
            }

            var now = glance is null
                ? -1
                : await glance.ExecuteScalarAsync<long>(new CommandDefinition(
                    "PRAGMA data_version", cancellationToken: stoppingToken));
            if (now == version && glance is not null)
            {
                continue;
            }

            (version, var since) = (now, looked);
            looked = time.GetUtcNow();
            foreach (var stream in await GrownAsync(since - s_lookBack, stoppingToken))
            {
                signals.Notify(stream);
            }
        }
    }

    private Task<IEnumerable<string>> GrownAsync(DateTimeOffset since, CancellationToken cancellationToken) =>
        database.WithConnectionAsync(
            (connection, ct) => connection.QueryAsync<string>(new CommandDefinition(
                "SELECT DISTINCT stream FROM events WHERE created_at > @since",
                new { since = since.ToUnixTimeMilliseconds() },
                cancellationToken: ct)),
            cancellationToken);
}
