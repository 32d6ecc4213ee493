using System.Globalization;

namespace OpsFlow.Api.Platform;

/// <summary>
/// Reads days and times as ISO 8601 writes them, and no other way: 1/12/2026 is January to some and December to others.
/// </summary>
internal static class IsoTime
{
    private static readonly string[] s_forms =
    [
        "yyyy-MM-dd", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK",
    ];

    /// <summary>Reads a day, or a time; without an offset it is of UTC.</summary>
    public static bool TryRead(string? text, out DateTimeOffset time) => DateTimeOffset.TryParseExact(
        text?.Trim(), s_forms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out time);
}
