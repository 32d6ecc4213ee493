using System.Globalization;
using System.Text.Json;

namespace OpsFlow.Domain.CodeAnalysis.Reports;

/// <summary>Moments as programs write them.</summary>
internal static class ReportTime
{
    private const double MaxSeconds = 253_402_300_799;

    /// <summary>
    /// An ISO 8601 time (with or without <c>[Asia/Seoul]</c>, the fraction after a dot or a comma), or the seconds,
    /// milli-, micro- or nanoseconds since 1970; null for everything else.
    /// </summary>
    public static DateTimeOffset? Of(JsonElement? value)
    {
        if (value is not { } given || JsonFields.Text(given)?.Trim() is not { Length: > 0 } text)
        {
            return null;
        }

        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
        {
            return OfNumber(number);
        }

        var zone = text.IndexOf('[');
        text = (zone > 0 ? text[..zone] : text).Replace(',', '.');
        return DateTimeOffset.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;
    }

    private static DateTimeOffset? OfNumber(double number)
    {
        var seconds = Math.Abs(number) switch
        {
            > 1e17 => number / 1e9,
            > 1e14 => number / 1e6,
            > 1e11 => number / 1e3,
            _ => number,
        };
        return seconds is > 0 and < MaxSeconds
            ? DateTimeOffset.FromUnixTimeMilliseconds((long)(seconds * 1000))
            : null;
    }
}
