using System.Globalization;
using System.Text.RegularExpressions;

namespace OpsFlow.Domain.Prescriptions;

/// <summary>How a pharmacy numbers prescriptions: the day, then a count.</summary>
/// <param name="pattern">A regular expression of the whole serial with a group named "date".</param>
/// <param name="dateFormat">How the date is written in it.</param>
public sealed class SerialRule(string pattern = SerialRule.Usual, string dateFormat = "yyyyMMdd")
{
    /// <summary>Year, month, day and six digits.</summary>
    public const string Usual = "(?<date>[0-9]{8})[0-9]{6}";

    private readonly Regex _regex =
        new($@"\A(?:{pattern})\z", RegexOptions.CultureInvariant, TimeSpan.FromMilliseconds(200));

    /// <summary>The day of a serial; null when it is none.</summary>
    public DateOnly? DayOf(string? serial) =>
        serial is not null
        && _regex.Match(serial) is { Success: true } match
        && DateOnly.TryParseExact(
            match.Groups["date"].Value, dateFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day
            : null;

    /// <summary>The day it is at a moment in the pharmacy's zone, whatever the server's.</summary>
    public static DateOnly Today(DateTimeOffset now, TimeZoneInfo zone) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, zone).DateTime);
}
