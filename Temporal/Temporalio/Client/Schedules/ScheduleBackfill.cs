using Google.Protobuf.WellKnownTypes;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.Schedule.V1;

namespace Temporalio.Client.Schedules;

/// <summary>A time whose actions are taken now, as if it were that time.</summary>
/// <param name="StartAt">Its begin (UTC), exclusive.</param>
/// <param name="EndAt">Its end (UTC), inclusive.</param>
/// <param name="Overlap">What happens to overlapping actions; unspecified for the schedule's own policy.</param>
public record ScheduleBackfill(
    DateTime StartAt, DateTime EndAt, ScheduleOverlapPolicy Overlap = ScheduleOverlapPolicy.Unspecified)
{
    internal BackfillRequest ToProto() => new()
    {
        StartTime = Timestamp.FromDateTime(StartAt.ToUniversalTime()),
        EndTime = Timestamp.FromDateTime(EndAt.ToUniversalTime()),
        OverlapPolicy = Overlap,
    };
}
