using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using OpsFlow.Engine.Histories;
using OpsFlow.Engine.Timing;
using Temporalio.Api.Schedule.V1;

namespace OpsFlow.Engine.Schedules;

/// <summary>
/// When a schedule's actions are. A nominal time is what the specification says; jitter comes on top.
/// </summary>
internal sealed class ScheduleTimes
{
    /// <summary>What comes later never comes.</summary>
    private static readonly long Latest = new DateTime(2200, 1, 1, 0, 0, 0, DateTimeKind.Utc).Ticks;

    private readonly List<CalendarTimes> _calendars;
    private readonly List<CalendarTimes> _excluded;
    private readonly List<(long Interval, long Phase)> _intervals;
    private readonly long _start;
    private readonly long _end;
    private readonly long _jitter;
    private readonly string _seed;

    /// <summary>Reads a normalised specification.</summary>
    /// <exception cref="FormatException">It is not well formed.</exception>
    public ScheduleTimes(ScheduleSpec spec, string seed)
    {
        var zone = Zone(spec.TimezoneName);
        _calendars = [.. spec.StructuredCalendar.Select(c => new CalendarTimes(c, zone))];
        _excluded = [.. spec.ExcludeStructuredCalendar.Select(c => new CalendarTimes(c, zone))];
        _intervals = [.. spec.Interval.Select(Interval)];
        _start = Ticks.FromTimestamp(spec.StartTime);
        _end = Ticks.FromTimestamp(spec.EndTime);
        _jitter = Ticks.FromMs(Ticks.Ms(spec.Jitter));
        _seed = seed;
    }

    /// <summary>The first nominal time after the given one; 0 = none.</summary>
    public long NextNominal(long after)
    {
        const int maximumExclusions = 10_000;
        after = Math.Max(_start == 0 ? after : Math.Max(after, _start - 1), DateTime.UnixEpoch.Ticks);
        if (after >= Latest)
        {
            return 0;
        }

        for (var i = 0; i < maximumExclusions; i++)
        {
            var next = long.MaxValue;
            foreach (var calendar in _calendars)
            {
                if (calendar.Next(after) is not 0 and var time)
                {
                    next = Math.Min(next, time);
                }
            }

            foreach (var (interval, phase) in _intervals)
            {
                var sinceEpoch = after - DateTime.UnixEpoch.Ticks - phase;
                var turns = Math.DivRem(sinceEpoch, interval, out var rest);
                next = Math.Min(
                    next, DateTime.UnixEpoch.Ticks + phase + (((rest < 0 ? turns - 1 : turns) + 1) * interval));
            }

            if (next > Latest || (_end != 0 && next > _end))
            {
                return 0;
            }

            if (!_excluded.Any(e => e.Contains(next)))
            {
                return next;
            }

            after = next;
        }

        return 0;
    }

    /// <summary>The nominal time with its jitter: always the same for the same time, and before the next one.</summary>
    public long Actual(long nominal)
    {
        if (_jitter == 0)
        {
            return nominal;
        }

        var following = NextNominal(nominal);
        var room = following == 0 ? _jitter : Math.Min(_jitter, following - nominal);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{_seed}/{nominal}"), hash);
        return nominal + (long)(BinaryPrimitives.ReadUInt64LittleEndian(hash) % (ulong)Math.Max(1, room));
    }

    private static TimeZoneInfo Zone(string name)
    {
        if (name.Length == 0 || name == "UTC")
        {
            return TimeZoneInfo.Utc;
        }

        return TimeZones.TryFind(name, out var zone)
            ? zone
            : throw new FormatException($"unknown time zone {name}");
    }

    private static (long Interval, long Phase) Interval(IntervalSpec spec)
    {
        var interval = Ticks.FromMs(Ticks.Ms(spec.Interval));
        var phase = Ticks.FromMs(Ticks.Ms(spec.Phase));
        if (interval < TimeSpan.TicksPerSecond)
        {
            throw new FormatException("interval is too small");
        }

        return phase >= interval
            ? throw new FormatException("phase cannot be greater than Interval")
            : (interval, phase);
    }
}
