using Temporalio.Common;

namespace Temporalio.Client.Schedules;

/// <summary>Options of making a schedule.</summary>
public class ScheduleOptions : ICloneable
{
    /// <summary>Whether the action is taken at once. Default false.</summary>
    public bool TriggerImmediately { get; set; }

    /// <summary>Past times whose actions are taken at once.</summary>
    public IReadOnlyCollection<ScheduleBackfill> Backfills { get; set; } = Array.Empty<ScheduleBackfill>();

    /// <summary>The schedule's own memo.</summary>
    public IReadOnlyDictionary<string, object>? Memo { get; set; }

    /// <summary>The schedule's own search attributes.</summary>
    public SearchAttributeCollection? TypedSearchAttributes { get; set; }

    /// <summary>Options of the call.</summary>
    public RpcOptions? Rpc { get; set; }

    /// <inheritdoc/>
    public virtual object Clone()
    {
        var copy = (ScheduleOptions)MemberwiseClone();
        copy.Rpc = (RpcOptions?)Rpc?.Clone();
        return copy;
    }
}
