using System.Globalization;
using OpsFlow.Engine.Histories;
using OpsFlow.Engine.Timing;
using Temporalio.Api.Schedule.V1;
using CalendarRange = Temporalio.Api.Schedule.V1.Range;

namespace OpsFlow.Engine.Schedules;

/// <summary>Turns the textual forms of calendars, cron among them, into the structured one.</summary>
internal static class CalendarText
{
    private static readonly string[] Months =
        ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
            "december"];

    private static readonly string[] Days =
        ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];

    /// <summary>Replaces calendars in text and cron strings by what they mean.</summary>
    /// <exception cref="FormatException">A text is not well formed.</exception>
    public static void Normalize(ScheduleSpec spec)
    {
        foreach (var calendar in spec.Calendar)
        {
            spec.StructuredCalendar.Add(Structured(calendar));
        }

        spec.Calendar.Clear();
        foreach (var calendar in spec.ExcludeCalendar)
        {
            spec.ExcludeStructuredCalendar.Add(Structured(calendar));
        }

        spec.ExcludeCalendar.Clear();
        foreach (var cron in spec.CronString)
        {
            AddCron(spec, cron);
        }

        spec.CronString.Clear();
        foreach (var calendar in spec.StructuredCalendar.Concat(spec.ExcludeStructuredCalendar))
        {
            FillIn(calendar);
        }
    }

    private static StructuredCalendarSpec Structured(CalendarSpec text)
    {
        var result = new StructuredCalendarSpec { Comment = text.Comment };
        // What is left out is 0 for times of the day and everything for days.
        result.Second.Add(Ranges(text.Second, "0", 0, 59, null));
        result.Minute.Add(Ranges(text.Minute, "0", 0, 59, null));
        result.Hour.Add(Ranges(text.Hour, "0", 0, 23, null));
        result.DayOfMonth.Add(Ranges(text.DayOfMonth, "*", 1, 31, null));
        result.Month.Add(Ranges(text.Month, "*", 1, 12, Months));
        result.DayOfWeek.Add(Ranges(text.DayOfWeek, "*", 0, 7, Days));
        if (text.Year is not ("" or "*"))
        {
            result.Year.Add(Ranges(text.Year, "*", 1, 9999, null));
        }

        return result;
    }

    private static void FillIn(StructuredCalendarSpec calendar)
    {
        static void Default(Google.Protobuf.Collections.RepeatedField<CalendarRange> ranges, int start, int end)
        {
            if (ranges.Count == 0)
            {
                ranges.Add(new CalendarRange { Start = start, End = end, Step = 1 });
            }
        }

        Default(calendar.Second, 0, 0);
        Default(calendar.Minute, 0, 0);
        Default(calendar.Hour, 0, 0);
        Default(calendar.DayOfMonth, 1, 31);
        Default(calendar.Month, 1, 12);
        Default(calendar.DayOfWeek, 0, 6);
    }

    private static void AddCron(ScheduleSpec spec, string text)
    {
        var comment = "";
        if (text.IndexOf('#', StringComparison.Ordinal) is >= 0 and var hash)
        {
            comment = text[(hash + 1)..].Trim();
            text = text[..hash];
        }

        text = text.Trim();
        foreach (var prefix in new[] { "CRON_TZ=", "TZ=" })
        {
            if (text.StartsWith(prefix, StringComparison.Ordinal)
                && text.IndexOf(' ', StringComparison.Ordinal) is > 0 and var space)
            {
                spec.TimezoneName = text[prefix.Length..space];
                text = text[space..].Trim();
            }
        }

        if (text.StartsWith("@every ", StringComparison.Ordinal))
        {
            var parts = text["@every ".Length..].Split('/');
            var interval = new IntervalSpec { Interval = Ticks.DurationMs(
                GoDuration.Parse(parts[0].Trim()) / TimeSpan.TicksPerMillisecond) };
            if (parts.Length > 1)
            {
                interval.Phase = Ticks.DurationMs(GoDuration.Parse(parts[1].Trim()) / TimeSpan.TicksPerMillisecond);
            }

            spec.Interval.Add(interval);
            return;
        }

        text = text switch
        {
            "@yearly" or "@annually" => "0 0 1 1 *",
            "@monthly" => "0 0 1 * *",
            "@weekly" => "0 0 * * 0",
            "@daily" or "@midnight" => "0 0 * * *",
            "@hourly" => "0 * * * *",
            _ => text,
        };
        var fields = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        string[] seven = fields.Length switch
        {
            5 => ["0", .. fields, "*"],
            6 => ["0", .. fields],
            7 => fields,
            _ => throw new FormatException("CronString does not have 5-7 fields"),
        };
        spec.StructuredCalendar.Add(Structured(new CalendarSpec
        {
            Second = seven[0],
            Minute = seven[1],
            Hour = seven[2],
            DayOfMonth = seven[3],
            Month = seven[4],
            DayOfWeek = seven[5],
            Year = seven[6],
            Comment = comment,
        }));
    }

    private static IEnumerable<CalendarRange> Ranges(string text, string whenEmpty, int min, int max, string[]? names)
    {
        text = text.Length == 0 ? whenEmpty : text;
        foreach (var part in text.Split(','))
        {
            var pieces = part.Trim().Split('/');
            if (pieces.Length > 2)
            {
                throw new FormatException($"{text} has too many slashes");
            }

            var step = pieces.Length == 2 ? Number(pieces[1], 1, int.MaxValue, null) : 1;
            if (pieces[0] is "*" or "?")
            {
                yield return new CalendarRange { Start = min, End = max == 7 ? 6 : max, Step = step };
                continue;
            }

            var ends = pieces[0].Split('-');
            if (ends.Length > 2)
            {
                throw new FormatException($"{text} has too many dashes");
            }

            var start = Number(ends[0], min, max, names);
            var end = ends.Length == 2 ? Number(ends[1], min, max, names) : pieces.Length == 2 ? max : start;
            yield return end < start
                ? throw new FormatException($"{text} has end before start")
                : new CalendarRange { Start = start, End = end, Step = step };
        }
    }

    private static int Number(string text, int min, int max, string[]? names)
    {
        text = text.Trim();
        if (names is not null && text.Length >= 3
            && Array.FindIndex(names, n => n.StartsWith(text, StringComparison.OrdinalIgnoreCase)) is >= 0
                and var index)
        {
            return index + min;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= min
            && value <= max
            ? value
            : throw new FormatException($"{text} is not in range [{min}-{max}]");
    }
}
