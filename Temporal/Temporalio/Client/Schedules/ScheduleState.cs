namespace Temporalio.Client.Schedules;

/// <summary>Whether a schedule runs, and how often still.</summary>
public record ScheduleState
{
    /// <summary>A note.</summary>
    public string? Note { get; init; }

    /// <summary>Whether it is paused. Default false.</summary>
    public bool Paused { get; init; }

    /// <summary>Whether <see cref="RemainingActions"/> counts. Default false.</summary>
    public bool LimitedActions { get; init; }

    /// <summary>The number of actions still to take.</summary>
    public long RemainingActions { get; init; }

    internal static ScheduleState FromProto(Api.Schedule.V1.ScheduleState proto) => new()
    {
        Note = proto.Notes.Length == 0 ? null : proto.Notes,
        Paused = proto.Paused,
        LimitedActions = proto.LimitedActions,
        RemainingActions = proto.RemainingActions,
    };

    internal Api.Schedule.V1.ScheduleState ToProto() => new()
    {
        Notes = Note ?? "",
        Paused = Paused,
        LimitedActions = LimitedActions,
        RemainingActions = RemainingActions,
    };
}
