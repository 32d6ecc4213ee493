using OpsFlow.Engine.Histories;
using OpsFlow.Engine.Timing;
using Temporalio.Api.Common.V1;

namespace OpsFlow.Engine.Schedules;

/// <summary>A schedule in memory. Its lock guards the record; nothing else changes it.</summary>
internal sealed class ScheduleEntry : IDisposable
{
    public ScheduleEntry(ScheduleRecord record, long key)
    {
        Record = record;
        Published = record.Clone();
        Times = new ScheduleTimes(record.Schedule.Spec, record.ScheduleId);
        Ref = new RunRef(key, record.Namespace, record.ScheduleId, "");
    }

    public SemaphoreSlim Lock { get; } = new(1, 1);

    public ScheduleRecord Record { get; set; }

    /// <summary>What readers see: never changed, only replaced.</summary>
    public ScheduleRecord Published { get; set; }

    public ScheduleTimes Times { get; set; }

    /// <summary>Its name in the queue of wakes; keys of schedules are negative.</summary>
    public RunRef Ref { get; }

    public bool Deleted { get; set; }

    /// <summary>Workflow ids whose end is being waited for.</summary>
    public HashSet<string> Watched { get; } = new(StringComparer.Ordinal);

    public void Dispose() => Lock.Dispose();
}
