using Temporalio.Api.Schedule.V1;

namespace OpsFlow.Engine.Schedules;

/// <summary>
/// One calendar of a schedule: which seconds it names. Times are ticks, UTC; the calendar's own are local.
/// </summary>
internal sealed class CalendarTimes
{
    private const int LastYear = 2100;

    private readonly ulong _seconds;
    private readonly ulong _minutes;
    private readonly ulong _hours;
    private readonly ulong _daysOfMonth;
    private readonly ulong _months;
    private readonly ulong _daysOfWeek;
    private readonly HashSet<int>? _years;
    private readonly TimeZoneInfo _zone;

    public CalendarTimes(StructuredCalendarSpec spec, TimeZoneInfo zone)
    {
        _zone = zone;
        _seconds = Set(spec.Second, 0, 59, "second");
        _minutes = Set(spec.Minute, 0, 59, "minute");
        _hours = Set(spec.Hour, 0, 23, "hour");
        _daysOfMonth = Set(spec.DayOfMonth, 1, 31, "day of month");
        _months = Set(spec.Month, 1, 12, "month");
        // 7 is Sunday too.
        _daysOfWeek = Set(spec.DayOfWeek, 0, 7, "day of week");
        _daysOfWeek |= (_daysOfWeek >> 7) & 1;
        _years = spec.Year.Count == 0 ? null : [.. spec.Year.SelectMany(r => Values(r, 1, 9999, "year"))];
    }

    /// <summary>Whether the second is named.</summary>
    public bool Contains(long utc)
    {
        var local = TimeZoneInfo.ConvertTimeFromUtc(new DateTime(utc, DateTimeKind.Utc), _zone);
        return DayMatches(local) && Has(_hours, local.Hour) && Has(_minutes, local.Minute)
            && Has(_seconds, local.Second);
    }

    /// <summary>The first named second after the time; 0 = none.</summary>
    public long Next(long after)
    {
        var local = TimeZoneInfo.ConvertTimeFromUtc(new DateTime(after, DateTimeKind.Utc), _zone);
        // An hour back: where clocks are set back, the same local time comes twice.
        var time = new DateTime(local.Ticks - (local.Ticks % TimeSpan.TicksPerSecond)).AddHours(-1);
        while (time.Year < LastYear)
        {
            if (!Has(_months, time.Month) || (_years is not null && !_years.Contains(time.Year)))
            {
                time = new DateTime(time.Year, time.Month, 1).AddMonths(1);
            }
            else if (!DayMatches(time))
            {
                time = time.Date.AddDays(1);
            }
            else if (!Has(_hours, time.Hour))
            {
                time = time.Date.AddHours(time.Hour + 1);
            }
            else if (!Has(_minutes, time.Minute))
            {
                time = new DateTime(time.Year, time.Month, time.Day, time.Hour, time.Minute, 0).AddMinutes(1);
            }
            else if (!Has(_seconds, time.Second) || _zone.IsInvalidTime(time))
            {
                time = time.AddSeconds(1);
            }
            else if (TimeZoneInfo.ConvertTimeToUtc(time, _zone).Ticks is var utc && utc > after)
            {
                return utc;
            }
            else
            {
                time = time.AddSeconds(1);
            }
        }

        return 0;
    }

    private bool DayMatches(DateTime time) =>
        Has(_months, time.Month) && Has(_daysOfMonth, time.Day) && Has(_daysOfWeek, (int)time.DayOfWeek)
        && (_years is null || _years.Contains(time.Year));

    private static bool Has(ulong set, int value) => (set & (1UL << value)) != 0;

    private static ulong Set(IEnumerable<Temporalio.Api.Schedule.V1.Range> ranges, int min, int max, string name) =>
        ranges.SelectMany(r => Values(r, min, max, name)).Aggregate(0UL, (set, value) => set | (1UL << value));

    private static IEnumerable<int> Values(Temporalio.Api.Schedule.V1.Range range, int min, int max, string name)
    {
        var end = Math.Max(range.Start, range.End);
        if (range.Start < min || end > max || range.Step < 0)
        {
            throw new FormatException($"{name} is not in range [{min}-{max}]");
        }

        // Longer than the values: a huge step must not come round to the beginning.
        for (long value = range.Start; value <= end; value += Math.Max(1, range.Step))
        {
            yield return (int)value;
        }
    }
}
