using Google.Protobuf.WellKnownTypes;

namespace Temporalio.Client.Schedules;

/// <summary>The times of a schedule: those of all parts together, less those to skip.</summary>
public record ScheduleSpec
{
    /// <summary>Times by calendar.</summary>
    public IReadOnlyCollection<ScheduleCalendarSpec> Calendars { get; init; } = Array.Empty<ScheduleCalendarSpec>();

    /// <summary>Times at even distances.</summary>
    public IReadOnlyCollection<ScheduleIntervalSpec> Intervals { get; init; } = Array.Empty<ScheduleIntervalSpec>();

    /// <summary>Times by cron lines; the server turns them into calendars.</summary>
    public IReadOnlyCollection<string> CronExpressions { get; init; } = Array.Empty<string>();

    /// <summary>Times that are left out.</summary>
    public IReadOnlyCollection<ScheduleCalendarSpec> Skip { get; init; } = Array.Empty<ScheduleCalendarSpec>();

    /// <summary>Times before this one (UTC) are left out; null for none.</summary>
    public DateTime? StartAt { get; init; }

    /// <summary>Times after this one (UTC) are left out; null for none.</summary>
    public DateTime? EndAt { get; init; }

    /// <summary>The longest random delay of each time; null for none.</summary>
    public TimeSpan? Jitter { get; init; }

    /// <summary>The IANA time zone of calendars and cron lines; null for UTC.</summary>
    public string? TimeZoneName { get; init; }

    internal static ScheduleSpec FromProto(Api.Schedule.V1.ScheduleSpec proto) => new()
    {
        Calendars = [.. proto.StructuredCalendar.Select(ScheduleCalendarSpec.FromProto)],
        Intervals = [.. proto.Interval.Select(ScheduleIntervalSpec.FromProto)],
        CronExpressions = [.. proto.CronString],
        Skip = [.. proto.ExcludeStructuredCalendar.Select(ScheduleCalendarSpec.FromProto)],
        StartAt = proto.StartTime?.ToDateTime(),
        EndAt = proto.EndTime?.ToDateTime(),
        Jitter = proto.Jitter?.ToTimeSpan(),
        TimeZoneName = proto.TimezoneName.Length == 0 ? null : proto.TimezoneName,
    };

    internal Api.Schedule.V1.ScheduleSpec ToProto() => new()
    {
        StructuredCalendar = { Calendars.Select(c => c.ToProto()) },
        Interval = { Intervals.Select(i => i.ToProto()) },
        CronString = { CronExpressions },
        ExcludeStructuredCalendar = { Skip.Select(c => c.ToProto()) },
        StartTime = StartAt is { } start ? Timestamp.FromDateTime(start.ToUniversalTime()) : null,
        EndTime = EndAt is { } end ? Timestamp.FromDateTime(end.ToUniversalTime()) : null,
        Jitter = Jitter is { } jitter ? Duration.FromTimeSpan(jitter) : null,
        TimezoneName = TimeZoneName ?? "",
    };
}
