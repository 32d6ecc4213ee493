using System.Globalization;

namespace OpsFlow.Engine.Timing;

/// <summary>Durations as <c>1h30m</c>, as schedules and the command line write them.</summary>
internal static class GoDuration
{
    /// <summary>Ticks of a text such as <c>1h30m</c>, <c>1.5s</c>, <c>200ms</c>, <c>2d</c>.</summary>
    /// <exception cref="FormatException">The text is none.</exception>
    public static long Parse(string text)
    {
        if (text.Length == 0)
        {
            throw new FormatException("empty duration");
        }

        decimal ticks = 0;
        var position = 0;
        while (position < text.Length)
        {
            var numberStart = position;
            while (position < text.Length && (char.IsAsciiDigit(text[position]) || text[position] == '.'))
            {
                position++;
            }

            var number = text.AsSpan(numberStart, position - numberStart);
            var unitStart = position;
            while (position < text.Length && char.IsLetter(text[position]))
            {
                position++;
            }

            if (!decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value))
            {
                throw new FormatException($"invalid duration \"{text}\"");
            }

            ticks += value * TicksOf(text[unitStart..position], text);
        }

        return ticks > long.MaxValue / 2 ? throw new FormatException("duration too long") : (long)ticks;
    }

    private static decimal TicksOf(string unit, string text) => unit switch
    {
        "ns" => 0.01m,
        "us" or "µs" => TimeSpan.TicksPerMicrosecond,
        "ms" => TimeSpan.TicksPerMillisecond,
        "s" => TimeSpan.TicksPerSecond,
        "m" => TimeSpan.TicksPerMinute,
        "h" => TimeSpan.TicksPerHour,
        "d" => TimeSpan.TicksPerDay,
        _ => throw new FormatException($"invalid duration \"{text}\""),
    };
}
