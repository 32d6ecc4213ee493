using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace OpsFlow.Engine.Timing;

/// <summary>
/// A cron schedule of a workflow: five fields (minute, hour, day of month, month, day of week), the usual names
/// (<c>@daily</c>, <c>JAN</c>, <c>MON</c>), <c>@every</c> and a leading <c>CRON_TZ=</c>. Times are ticks, UTC.
/// </summary>
internal sealed class CronExpression
{
    private static readonly string[] Months =
        ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];

    private static readonly string[] Days = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

    private readonly ulong _minutes;
    private readonly ulong _hours;
    private readonly ulong _daysOfMonth;
    private readonly ulong _months;
    private readonly ulong _daysOfWeek;
    private readonly bool _anyDayOfMonth;
    private readonly bool _anyDayOfWeek;
    private readonly TimeZoneInfo _zone;
    private readonly long _every;

    private CronExpression(long every)
    {
        _every = every;
        _zone = TimeZoneInfo.Utc;
    }

    private CronExpression(string[] fields, TimeZoneInfo zone)
    {
        _zone = zone;
        _minutes = Parse(fields[0], 0, 59, null);
        _hours = Parse(fields[1], 0, 23, null);
        _daysOfMonth = Parse(fields[2], 1, 31, null);
        _months = Parse(fields[3], 1, 12, Months);
        _daysOfWeek = Parse(fields[4], 0, 7, Days);
        if ((_daysOfWeek & (1UL << 7)) != 0)
        {
            _daysOfWeek |= 1;
        }

        _anyDayOfMonth = fields[2] is "*" or "?";
        _anyDayOfWeek = fields[4] is "*" or "?";
    }

    public static bool TryParse(
        string text, [NotNullWhen(true)] out CronExpression? cron, [NotNullWhen(false)] out string? error)
    {
        cron = null;
        error = null;
        try
        {
            cron = ParseText(text.Trim());
            return true;
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            error = e.Message;
            return false;
        }
    }

    /// <summary>The first time after <paramref name="now"/>; 0 = never. Intervals count from the last start.</summary>
    public long Next(long lastStart, long now)
    {
        if (_every != 0)
        {
            var passed = Math.Max(0, now - lastStart);
            return lastStart + (((passed / _every) + 1) * _every);
        }

        var local = TimeZoneInfo.ConvertTimeFromUtc(new DateTime(now, DateTimeKind.Utc), _zone);
        var time = new DateTime(local.Ticks - (local.Ticks % TimeSpan.TicksPerMinute)).AddMinutes(1);
        var limit = time.AddYears(5);
        while (time < limit)
        {
            if (!Has(_months, time.Month))
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
            else if (!Has(_minutes, time.Minute) || _zone.IsInvalidTime(time))
            {
                time = time.AddMinutes(1);
            }
            else
            {
                return TimeZoneInfo.ConvertTimeToUtc(time, _zone).Ticks;
            }
        }

        return 0;
    }

    private static CronExpression ParseText(string text)
    {
        TimeZoneInfo? zone = TimeZoneInfo.Utc;
        foreach (var prefix in new[] { "CRON_TZ=", "TZ=" })
        {
            if (text.StartsWith(prefix, StringComparison.Ordinal))
            {
                var space = text.IndexOf(' ', StringComparison.Ordinal);
                if (space < 0)
                {
                    throw new FormatException("a time zone without a schedule");
                }

                if (!TimeZones.TryFind(text[prefix.Length..space], out zone))
                {
                    throw new FormatException($"unknown time zone {text[prefix.Length..space]}");
                }

                text = text[space..].Trim();
            }
        }

        if (text.StartsWith("@every ", StringComparison.Ordinal))
        {
            var every = GoDuration.Parse(text["@every ".Length..].Trim());
            return every < TimeSpan.TicksPerSecond
                ? throw new FormatException("an interval of less than a second")
                : new CronExpression(every - (every % TimeSpan.TicksPerSecond));
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
        return fields.Length == 5
            ? new CronExpression(fields, zone)
            : throw new FormatException($"expected exactly 5 fields, found {fields.Length}: [{text}]");
    }

    private bool DayMatches(DateTime time)
    {
        var ofMonth = Has(_daysOfMonth, time.Day);
        var ofWeek = Has(_daysOfWeek, (int)time.DayOfWeek);
        // When both are given, either is enough: so cron has always been.
        return _anyDayOfMonth || _anyDayOfWeek ? ofMonth && ofWeek : ofMonth || ofWeek;
    }

    private static bool Has(ulong set, int value) => (set & (1UL << value)) != 0;

    private static ulong Parse(string field, int min, int max, string[]? names)
    {
        ulong set = 0;
        foreach (var part in field.Split(','))
        {
            var pieces = part.Split('/');
            if (pieces.Length > 2)
            {
                throw new FormatException($"too many slashes: {part}");
            }

            var step = pieces.Length == 2 ? Number(pieces[1], 1, max, null) : 1;
            int from, to;
            if (pieces[0] is "*" or "?")
            {
                (from, to) = (min, max == 7 ? 6 : max);
            }
            else
            {
                var ends = pieces[0].Split('-');
                if (ends.Length > 2)
                {
                    throw new FormatException($"too many hyphens: {part}");
                }

                from = Number(ends[0], min, max, names);
                to = ends.Length == 2 ? Number(ends[1], min, max, names) : pieces.Length == 2 ? max : from;
                if (from > to)
                {
                    throw new FormatException($"beginning of range ({from}) beyond end of range ({to}): {part}");
                }
            }

            for (var i = from; i <= to; i += step)
            {
                set |= 1UL << i;
            }
        }

        return set;
    }

    private static int Number(string text, int min, int max, string[]? names)
    {
        if (names is not null
            && Array.FindIndex(names, n => n.Equals(text, StringComparison.OrdinalIgnoreCase)) is >= 0 and var index)
        {
            return index + min;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            && value >= min && value <= max
            ? value
            : throw new FormatException($"failed to parse '{text}': expected {min} to {max}");
    }
}
