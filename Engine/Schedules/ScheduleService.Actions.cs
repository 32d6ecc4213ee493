using OpsFlow.Engine.Histories;
using Temporalio.Api.Enums.V1;

namespace OpsFlow.Engine.Schedules;

/// <summary>Doing what is due, within the overlap policy.</summary>
internal sealed partial class ScheduleService
{
    private static readonly long DefaultCatchup = TimeSpan.FromDays(365).Ticks;
    private static readonly long MinimumCatchup = TimeSpan.FromSeconds(10).Ticks;

    /// <summary>A start to be made, or made no more.</summary>
    public static BufferedStart Manual(ScheduleRecord record, long nominal, ScheduleOverlapPolicy overlap) => new()
    {
        NominalTime = nominal,
        ActualTime = nominal,
        OverlapPolicy = (int)overlap,
        Manual = true,
        RequestId = $"{record.Namespace}/{record.ScheduleId}/{nominal}/{++record.ManualCount}",
    };

    /// <summary>
    /// Does what is due, on a copy of the record: if storage fails half-way, the record is as before and the repetition
    /// finds by their request ids the workflows that were started.
    /// </summary>
    /// <param name="entry">The schedule.</param>
    /// <param name="change">Made to the record first.</param>
    private async Task ProcessAsync(ScheduleEntry entry, Action<ScheduleRecord>? change = null)
    {
        await entry.Lock.WaitAsync().ConfigureAwait(false);
        try
        {
            if (entry.Deleted)
            {
                return;
            }

            var record = entry.Record.Clone();
            change?.Invoke(record);
            Collect(entry, record);
            await StartBufferedAsync(record).ConfigureAwait(false);
            await SaveAsync(entry, record).ConfigureAwait(false);
            Watch(entry);
            var next = entry.Times.NextNominal(entry.Record.LastProcessed);
            _engine.WakeQueue.Set(entry.Ref, next == 0 ? 0 : entry.Times.Actual(next));
        }
        finally
        {
            entry.Lock.Release();
        }
    }

    /// <summary>Puts the times that have come into the buffer.</summary>
    private void Collect(ScheduleEntry entry, ScheduleRecord record)
    {
        var now = Now;
        var window = Ticks.FromMs(Ticks.Ms(record.Schedule.Policies?.CatchupWindow));
        window = window == 0 ? DefaultCatchup : Math.Max(window, MinimumCatchup);
        long nominal;
        while ((nominal = entry.Times.NextNominal(record.LastProcessed)) != 0)
        {
            var actual = entry.Times.Actual(nominal);
            if (actual > now)
            {
                return;
            }

            record.LastProcessed = nominal;
            var state = record.Schedule.State;
            if (state.Paused || (state.LimitedActions && state.RemainingActions == 0))
            {
                continue;
            }

            if (now - actual > window)
            {
                record.Info.MissedCatchupWindow++;
                continue;
            }

            if (record.Buffer.Count >= MaximumBuffer)
            {
                record.Info.BufferDropped++;
                continue;
            }

            if (state.LimitedActions)
            {
                state.RemainingActions--;
            }

            record.Buffer.Add(new BufferedStart
            {
                NominalTime = nominal,
                ActualTime = actual,
                RequestId = $"{record.Namespace}/{record.ScheduleId}/{nominal}",
            });
        }
    }

    private async Task StartBufferedAsync(ScheduleRecord record)
    {
        var waiting = record.Buffer.ToArray();
        record.Buffer.Clear();
        foreach (var start in waiting)
        {
            var overlap = start.OverlapPolicy != 0
                ? (ScheduleOverlapPolicy)start.OverlapPolicy
                : record.Schedule.Policies?.OverlapPolicy ?? ScheduleOverlapPolicy.Unspecified;
            var running = record.Running.Count > 0;
            if (!running || overlap == ScheduleOverlapPolicy.AllowAll)
            {
                await StartAsync(record, start, overlap).ConfigureAwait(false);
                continue;
            }

            switch (overlap)
            {
                case ScheduleOverlapPolicy.BufferAll:
                    record.Buffer.Add(start);
                    break;
                case ScheduleOverlapPolicy.BufferOne when record.Buffer.Count == 0:
                    record.Buffer.Add(start);
                    break;
                case ScheduleOverlapPolicy.CancelOther or ScheduleOverlapPolicy.TerminateOther:
                    // Only the newest of those that wait is worth starting.
                    record.Info.OverlapSkipped += record.Buffer.Count;
                    record.Buffer.Clear();
                    record.Buffer.Add(start);
                    await StopRunningAsync(record, overlap == ScheduleOverlapPolicy.TerminateOther)
                        .ConfigureAwait(false);
                    break;
                default:
                    record.Info.OverlapSkipped++;
                    break;
            }
        }

        record.Info.BufferSize = record.Buffer.Count;
    }
}
