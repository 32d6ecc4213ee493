using System.Collections.Concurrent;
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
    OpenCards openCards,
    TimeProvider time,
    ILogger<PrescriptionWatcher> logger)
{
    private const int PageSize = 200;

    // Longer than this and a dead watch would be noticed late; shorter and an idle one would fill its history.
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_awayInterval = TimeSpan.FromSeconds(5);

    // After so long without a change nothing becomes visible late any more, and nothing is read twice.
    private static readonly TimeSpan s_settled = TimeSpan.FromSeconds(20);

    private readonly ConcurrentDictionary<string, (WatchPosition Position, DateTimeOffset At)> _moved = new();
    private readonly ConcurrentDictionary<string, (string Version, DateTimeOffset At)> _rechecked = new();

    /// <summary>Looks until something is new, for a minute at most.</summary>
    /// <returns>Whether somebody may wait for a permit.</returns>
    public async Task<bool> WatchAsync(string pharmacyId, CancellationToken cancellationToken)
    {
        var (pharmacy, database) = sources.Open(pharmacyId);
        var end = time.GetUtcNow() + s_patience;
        var position = await prescriptions.FindPositionAsync(pharmacyId, cancellationToken);
        var found = await RecheckAsync(pharmacy, cancellationToken);
        var isAway = (await prescriptions.FindWatchAsync(pharmacyId, cancellationToken))?.AwaySince is not null;
        while (found == 0 && time.GetUtcNow() < end)
        {
            var wait = pharmacy.Interval;
            try
            {
                (position, found) = await LookAsync(pharmacy, database, position, cancellationToken);
                found = found > 0 ? found : await openCards.LookAgainAsync(pharmacyId, cancellationToken);
                isAway = isAway && !await prescriptions.NoteSourceAsync(pharmacyId, null, cancellationToken);
                wait = position.IsCaughtUp ? wait : TimeSpan.Zero;
            }
            catch (Exception e)
                when (!cancellationToken.IsCancellationRequested && e is not Platform.Store.StoreException)
            {
                isAway = true;
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
            { IsCaughtUp: true } when !IsSettled(pharmacy.Id, known) => (database.Before(known.Position), ""),
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
        var dated = changes.Select(c => (c.Serial, Day: rule.DayOf(c.Serial))).ToList();
        var others = dated.Where(d => d.Day < today || d.Day > today.AddDays(1)).Select(d => d.Serial).ToHashSet();
        var open = await prescriptions.ListOpenSerialsAsync(pharmacy.Id, others, cancellationToken);
        others.ExceptWith(open);
        List<DetectedPrescription> found = [];
        var refused = 0;
        foreach (var change in dated)
        {
            if (change.Day is not { } day)
            {
                refused++;
            }
            else if (others.Contains(change.Serial))
            {
                // Of another day, and nobody has to decide on it: it is listed and not read.
                found.Add(new(change.Serial, day, "", ""));
            }
            else if (await ReadAsync(pharmacy.Id, change.Serial, day, cancellationToken) is { } prescription)
            {
                found.Add(prescription);
            }
        }

        var isSame = known is { IsCaughtUp: true } && last == known;
        var queued = await prescriptions.DetectAsync(
            pharmacy.Id, found, today, isSame ? 0 : refused, last, cancellationToken);
        return (last, queued);
    }

    // One that cannot be read keeps nobody else waiting: it is listed as failed.
    private async Task<DetectedPrescription?> ReadAsync(
        string pharmacy, string serial, DateOnly day, CancellationToken cancellationToken)
    {
        try
        {
            return await sources.LoadAsync(pharmacy, serial, cancellationToken) is { } prescription
                ? new(serial, day, prescription.Version, prescription.PatientId)
                : null;
        }
        catch (UnreadableRowException e)
        {
            return new(serial, day, DetectedPrescription.Unreadable, "", e.Message);
        }
    }

    private bool IsSettled(string pharmacy, WatchPosition position)
    {
        var now = time.GetUtcNow();
        var moved = _moved.AddOrUpdate(
            pharmacy, _ => (position, now), (_, last) => last.Position == position ? last : (position, now));
        return now - moved.At > s_settled;
    }

    // New data may say more of cards that nobody has decided on yet.
    private async Task<int> RecheckAsync(Pharmacy pharmacy, CancellationToken cancellationToken)
    {
        try
        {
            var now = time.GetUtcNow();
            if (_rechecked.TryGetValue(pharmacy.Id, out var last) && now - last.At < s_patience)
            {
                return 0;
            }

            var version = await providers.VersionAsync(cancellationToken);
            var found = last.Version == version ? 0 : await prescriptions.RecheckAsync(
                pharmacy.Id, version, cancellationToken);
            _rechecked[pharmacy.Id] = (version, now);
            return found;
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
