using Google.Protobuf.WellKnownTypes;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.Schedule.V1;

namespace Temporalio.Client.Schedules;

/// <summary>How overlapping, late and failed actions are treated.</summary>
public record SchedulePolicy
{
    /// <summary>What happens when the action before still runs. Default: this one is left out.</summary>
    public ScheduleOverlapPolicy Overlap { get; init; } = ScheduleOverlapPolicy.Skip;

    /// <summary>How late an action may be when the server was down. Default 365 days; at least 10 s.</summary>
    public TimeSpan CatchupWindow { get; init; } = TimeSpan.FromDays(365);

    /// <summary>Whether a failed workflow pauses the schedule. Default false.</summary>
    public bool PauseOnFailure { get; init; }

    internal static SchedulePolicy FromProto(SchedulePolicies proto) => new()
    {
        Overlap = proto.OverlapPolicy,
        CatchupWindow = proto.CatchupWindow?.ToTimeSpan() ?? TimeSpan.FromDays(365),
        PauseOnFailure = proto.PauseOnFailure,
    };

    internal SchedulePolicies ToProto() => new()
    {
        OverlapPolicy = Overlap,
        CatchupWindow = Duration.FromTimeSpan(CatchupWindow),
        PauseOnFailure = PauseOnFailure,
    };
}
