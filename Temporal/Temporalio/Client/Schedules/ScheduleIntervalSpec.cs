using Google.Protobuf.WellKnownTypes;
using Temporalio.Api.Schedule.V1;

namespace Temporalio.Client.Schedules;

/// <summary>Times at even distances, counted from the Unix epoch.</summary>
/// <param name="Every">The distance.</param>
/// <param name="Offset">What is added to each time; null for nothing.</param>
public record ScheduleIntervalSpec(TimeSpan Every, TimeSpan? Offset = null)
{
    internal static ScheduleIntervalSpec FromProto(IntervalSpec proto) =>
        new(proto.Interval.ToTimeSpan(), proto.Phase?.ToTimeSpan());

    internal IntervalSpec ToProto() => new()
    {
        Interval = Duration.FromTimeSpan(Every),
        Phase = Offset is { } offset ? Duration.FromTimeSpan(offset) : null,
    };
}
