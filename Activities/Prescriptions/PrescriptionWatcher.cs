using Microsoft.Extensions.Logging;
using OpsFlow.Domain.Prescriptions;
using OpsFlow.Infrastructure.PharmacyDatabases;
using OpsFlow.Records.Prescriptions;

namespace OpsFlow.Activities.Prescriptions;

/// <summary>Looks at a pharmacy's database and keeps what is new.</summary>
public sealed partial class PrescriptionWatcher(
    PharmacySources sources,
    PrescriptionStore prescriptions,
    InteractionProviders providers,
    TimeProvider time,
    ILogger<PrescriptionWatcher> logger)
{
    private const int PageSize = 200;

    // Longer than this and a dead watch would be noticed late; shorter and an idle one would fill its history.
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_awayInterval = TimeSpan.FromSeconds(5);

    /// <summary>Looks until something is new, for a minute at most.</summary>
    /// <returns>Whether somebody may wait for a permit.</returns>
    public async Task<bool> WatchAsync(string pharmacyId, CancellationToken cancellationToken)
    {
        var (pharmacy, database) = sources.Open(pharmacyId);
        var end = time.GetUtcNow() + s_patience;
        var position = await prescriptions.FindPositionAsync(pharmacyId, cancellationToken);
        var found = await RecheckAsync(pharmacy, cancellationToken);
        while (found == 0 && time.GetUtcNow() < end)
        {
            var wait = pharmacy.Interval;
            try
            {
                (position, found) = await LookAsync(pharmacy, database, position, cancellationToken);
                await prescriptions.NoteSourceAsync(pharmacyId, null, cancellationToken);
                wait = position.IsCaughtUp ? wait : TimeSpan.Zero;
            }
            catch (Exception e)
                when (!cancellationToken.IsCancellationRequested && e is not Platform.Store.StoreException)
            {
                if (await prescriptions.NoteSourceAsync(pharmacyId, e.GetType().Name, cancellationToken))
                {
                    LogAway(logger, pharmacyId, e.Message);
                }

                wait = s_awayInterval;
            }

            if (found == 0 && wait > TimeSpan.Zero)
            {
                await Task.Delay(wait, time, cancellationToken);
            }
        }

        return found > 0 || await prescriptions.IsAnyQueuedAsync(pharmacyId, cancellationToken);
    }

    /// <summary>Reads a page of changes and keeps it.</summary>
    internal async Task<(WatchPosition Position, int Found)> LookAsync(
        Pharmacy pharmacy, PharmacyDatabase database, WatchPosition? known, CancellationToken cancellationToken)
    {
        var (from, after) = known switch
        {
            null => (database.Beginning, ""),
            { IsCaughtUp: true } => (database.Before(known.Position), ""),
            _ => (known.Position, known.Serial),
        };
        var changes = await database.ReadChangesAsync(from, after, PageSize, cancellationToken);
        var last = changes is [.., var l]
            ? new WatchPosition(l.Position, l.Serial, changes.Count < PageSize)
            : new WatchPosition(known?.Position ?? from, known?.Serial ?? "", true);
        if (changes.Count == 0)
        {
            return (last, 0);
        }

        var today = pharmacy.Today(time.GetUtcNow());
        var rule = pharmacy.SerialRule;
        List<DetectedPrescription> found = [];
        var refused = 0;
        foreach (var change in changes)
        {
            if (rule.DayOf(change.Serial) is not { } day)
            {
                refused++;
            }
            else if (day < today || day > today.AddDays(1))
            {
                found.Add(new(change.Serial, day, "", ""));
            }
            else if (await sources.LoadAsync(pharmacy.Id, change.Serial, cancellationToken) is { } prescription)
            {
                found.Add(new(change.Serial, day, prescription.Version, prescription.PatientId));
            }
        }

        var isSame = known is { IsCaughtUp: true } && last == known;
        var queued = await prescriptions.DetectAsync(
            pharmacy.Id, found, today, isSame ? 0 : refused, last, cancellationToken);
        return (last, queued);
    }

    // New data may say more of cards that nobody has decided on yet.
    private async Task<int> RecheckAsync(Pharmacy pharmacy, CancellationToken cancellationToken)
    {
        try
        {
            var version = await providers.VersionAsync(cancellationToken);
            return await prescriptions.RecheckAsync(
                pharmacy.Id, pharmacy.Today(time.GetUtcNow()), version, cancellationToken);
        }
        catch (Infrastructure.Kims.KimsException)
        {
            // Which version the provider has is asked again in a minute.
            return 0;
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "The database of {Pharmacy} is away and will be tried again: {Reason}")]
    private static partial void LogAway(ILogger logger, string pharmacy, string reason);
}
