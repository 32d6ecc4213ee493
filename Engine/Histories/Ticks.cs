using Google.Protobuf.WellKnownTypes;

namespace OpsFlow.Engine.Histories;

/// <summary>
/// Conversions between UTC ticks, in which the engine counts, and the wire's timestamps and durations.
/// </summary>
internal static class Ticks
{
    private const long NanosPerTick = 100;
    private static readonly long UnixEpoch = DateTime.UnixEpoch.Ticks;

    public static long FromMs(long milliseconds) => milliseconds * TimeSpan.TicksPerMillisecond;

    public static Timestamp? ToTimestampOrNull(long ticks) => ticks == 0 ? null : ToTimestamp(ticks);

    public static Timestamp ToTimestamp(long ticks)
    {
        var sinceEpoch = ticks - UnixEpoch;
        var seconds = Math.DivRem(sinceEpoch, TimeSpan.TicksPerSecond, out var rest);
        if (rest < 0)
        {
            rest += TimeSpan.TicksPerSecond;
            seconds--;
        }

        return new Timestamp { Seconds = seconds, Nanos = (int)(rest * NanosPerTick) };
    }

    /// <summary>Times before the year 1 or after 9999 are taken for the first or last of those.</summary>
    public static long FromTimestamp(Timestamp? timestamp) =>
        timestamp is null
            ? 0
            : Math.Clamp(
                UnixEpoch + (Math.Clamp(timestamp.Seconds, -MaxTimeSeconds, MaxTimeSeconds) * TimeSpan.TicksPerSecond)
                    + (timestamp.Nanos / NanosPerTick),
                DateTime.MinValue.Ticks,
                DateTime.MaxValue.Ticks);

    /// <summary>As a time of the framework; what lies beyond its range is cut.</summary>
    public static DateTime ToDateTime(long ticks) =>
        new(Math.Clamp(ticks, 0, DateTime.MaxValue.Ticks), DateTimeKind.Utc);

    /// <summary>
    /// Whole milliseconds, rounded up so that a short timeout does not become none; null and negative are 0.
    /// </summary>
    public static long Ms(Duration? duration) =>
        duration is null
            ? 0
            : Math.Max(0, (Math.Clamp(duration.Seconds, -MaxSeconds, MaxSeconds) * 1000)
                + ((duration.Nanos + 999_999) / 1_000_000));

    public static Duration DurationMs(long milliseconds)
    {
        var seconds = Math.DivRem(milliseconds, 1000, out var rest);
        return new Duration { Seconds = seconds, Nanos = (int)(rest * 1_000_000) };
    }

    /// <summary>About 300 years: the longest duration the wire allows to be meant seriously.</summary>
    private const long MaxSeconds = 10_000_000_000;

    /// <summary>More than from 1970 to the end of 9999, and few enough to count in ticks.</summary>
    private const long MaxTimeSeconds = 300_000_000_000;
}
