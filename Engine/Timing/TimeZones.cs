using System.Diagnostics.CodeAnalysis;
using System.Security;

namespace OpsFlow.Engine.Timing;

/// <summary>Time zones that callers name.</summary>
internal static class TimeZones
{
    /// <summary>
    /// Finds a zone by its IANA name. False for anything else, be it the name of another file of the system.
    /// </summary>
    public static bool TryFind(string name, [NotNullWhen(true)] out TimeZoneInfo? zone)
    {
        zone = null;
        if (name.Length == 0 || !char.IsAsciiLetter(name[0]) || !char.IsAsciiLetterOrDigit(name[^1])
            || name.Contains("//", StringComparison.Ordinal)
            || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '_' or '-' or '+'))
        {
            return false;
        }

        try
        {
            return TimeZoneInfo.TryFindSystemTimeZoneById(name, out zone);
        }
        catch (Exception e)
            when (e is SecurityException or InvalidTimeZoneException or IOException or UnauthorizedAccessException)
        {
            // A folder, or a file that is none of a zone.
            return false;
        }
    }
}
