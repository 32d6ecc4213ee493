using Temporalio.Api.Schedule.V1;

namespace Temporalio.Client.Schedules;

/// <summary>Times by calendar; a time matches if each part does.</summary>
public record ScheduleCalendarSpec
{
    /// <summary>Zero only.</summary>
    public static readonly IReadOnlyCollection<ScheduleRange> Beginning = new[] { ScheduleRange.Zero };

    /// <summary>Every day of a month.</summary>
    public static readonly IReadOnlyCollection<ScheduleRange> AllMonthDays = new[] { new ScheduleRange(1, 31) };

    /// <summary>Every month.</summary>
    public static readonly IReadOnlyCollection<ScheduleRange> AllMonths = new[] { new ScheduleRange(1, 12) };

    /// <summary>Every day of a week.</summary>
    public static readonly IReadOnlyCollection<ScheduleRange> AllWeekDays = new[] { new ScheduleRange(0, 6) };

    /// <summary>Seconds, 0-59. Default 0.</summary>
    public IReadOnlyCollection<ScheduleRange> Second { get; init; } = Beginning;

    /// <summary>Minutes, 0-59. Default 0.</summary>
    public IReadOnlyCollection<ScheduleRange> Minute { get; init; } = Beginning;

    /// <summary>Hours, 0-23. Default 0.</summary>
    public IReadOnlyCollection<ScheduleRange> Hour { get; init; } = Beginning;

    /// <summary>Days of a month, 1-31. Default all.</summary>
    public IReadOnlyCollection<ScheduleRange> DayOfMonth { get; init; } = AllMonthDays;

    /// <summary>Months, 1-12. Default all.</summary>
    public IReadOnlyCollection<ScheduleRange> Month { get; init; } = AllMonths;

    /// <summary>Years. Default, empty: all.</summary>
    public IReadOnlyCollection<ScheduleRange> Year { get; init; } = Array.Empty<ScheduleRange>();

    /// <summary>Days of a week, 0 (Sunday) to 6. Default all.</summary>
    public IReadOnlyCollection<ScheduleRange> DayOfWeek { get; init; } = AllWeekDays;

    /// <summary>A note.</summary>
    public string? Comment { get; init; }

    internal static ScheduleCalendarSpec FromProto(StructuredCalendarSpec proto) => new()
    {
        Second = Ranges(proto.Second),
        Minute = Ranges(proto.Minute),
        Hour = Ranges(proto.Hour),
        DayOfMonth = Ranges(proto.DayOfMonth),
        Month = Ranges(proto.Month),
        Year = Ranges(proto.Year),
        DayOfWeek = Ranges(proto.DayOfWeek),
        Comment = proto.Comment.Length == 0 ? null : proto.Comment,
    };

    internal StructuredCalendarSpec ToProto() => new()
    {
        Second = { Second.Select(r => r.ToProto()) },
        Minute = { Minute.Select(r => r.ToProto()) },
        Hour = { Hour.Select(r => r.ToProto()) },
        DayOfMonth = { DayOfMonth.Select(r => r.ToProto()) },
        Month = { Month.Select(r => r.ToProto()) },
        Year = { Year.Select(r => r.ToProto()) },
        DayOfWeek = { DayOfWeek.Select(r => r.ToProto()) },
        Comment = Comment ?? "",
    };

    private static ScheduleRange[] Ranges(IEnumerable<Api.Schedule.V1.Range> ranges) =>
        [.. ranges.Select(ScheduleRange.FromProto)];
}
