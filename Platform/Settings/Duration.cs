using System.Globalization;
using System.Text.RegularExpressions;

namespace OpsFlow.Platform.Settings;

/// <summary>Durations as people write them in settings.</summary>
public static partial class Duration
{
    private const string Forms = "must be a duration such as 45s, 30m, 4h, 2d or 00:30:00";

    /// <summary>Reads a duration: a number with its unit, or hours, minutes and seconds.</summary>
    /// <exception cref="FormatException">It is none; the message says what to write instead.</exception>
    public static TimeSpan Parse(string text)
    {
        // TimeSpan's own reading takes "4" for four days.
        if (text.All(char.IsAsciiDigit))
        {
            throw new FormatException($"needs a unit: it {Forms}");
        }

        if (NumberAndUnit().Match(text) is { Success: true } match)
        {
            var number = int.Parse(match.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);
            return match.Groups[2].Value switch
            {
                "s" => TimeSpan.FromSeconds(number),
                "m" => TimeSpan.FromMinutes(number),
                "h" => TimeSpan.FromHours(number),
                _ => TimeSpan.FromDays(number),
            };
        }

        return text.Contains(':', StringComparison.Ordinal)
            && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var time)
                ? time
                : throw new FormatException(Forms);
    }

    // Seven digits of days are the most that a TimeSpan can hold.
    [GeneratedRegex("^([0-9]{1,7})([smhd])$")]
    private static partial Regex NumberAndUnit();
}
