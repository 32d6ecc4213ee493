using System.ComponentModel.DataAnnotations;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using OpsFlow.Domain.Prescriptions;
using OpsFlow.Platform.Settings;

namespace OpsFlow.Records.Prescriptions;

/// <summary>A pharmacy, as the settings describe it.</summary>
public sealed record Pharmacy : IValidatableObject
{
    /// <summary>Its name in the settings; goes into ids.</summary>
    public string Id { get; init; } = "";

    /// <summary>Its name for people.</summary>
    [ConfigurationKeyName("name")]
    public string? Name { get; init; }

    /// <summary>sqlite, postgres or sqlserver.</summary>
    [ConfigurationKeyName("database")]
    public string Database { get; init; } = "sqlite";

    /// <summary>How to connect; read-only access suffices.</summary>
    [ConfigurationKeyName("connection")]
    [ConnectionString]
    public string? Connection { get; init; }

    /// <summary>The environment variable with the connection, which thus stays out of the file.</summary>
    [ConfigurationKeyName("connection_env")]
    public string? ConnectionVariable { get; init; }

    /// <summary>The zone whose midnight ends the day.</summary>
    [ConfigurationKeyName("zone")]
    public string Zone { get; init; } = "Asia/Seoul";

    /// <summary>A regular expression of serials, with a group "date".</summary>
    [ConfigurationKeyName("serial")]
    public string SerialPattern { get; init; } = Domain.Prescriptions.SerialRule.Usual;

    /// <summary>How the date in a serial is written.</summary>
    [ConfigurationKeyName("serial_date")]
    public string SerialDate { get; init; } = "yyyyMMdd";

    /// <summary>What the column of changes is: integer or timestamp.</summary>
    [ConfigurationKeyName("cursor")]
    public string Cursor { get; init; } = "integer";

    /// <summary>How far back a look begins: in units of the numbers, or in seconds.</summary>
    [ConfigurationKeyName("overlap")]
    public int? Overlap { get; init; }

    [ConfigurationKeyName("query_changes")]
    public string? QueryChanges { get; init; }

    [ConfigurationKeyName("query_patient")]
    public string? QueryPatient { get; init; }

    [ConfigurationKeyName("query_items")]
    public string? QueryItems { get; init; }

    [ConfigurationKeyName("query_patient_name")]
    public string? QueryPatientName { get; init; }

    /// <summary>How often it is looked at.</summary>
    [ConfigurationKeyName("interval")]
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How many analyses may be under way at once.</summary>
    [ConfigurationKeyName("permits")]
    [Range(1, 50, ErrorMessage = "{0} must be {1} to {2}")]
    public int Permits { get; init; } = 3;

    /// <summary>The language of explanations: ko or en.</summary>
    [ConfigurationKeyName("language")]
    public string Language { get; init; } = "ko";

    /// <summary>What it offers over the counter; empty offers nothing.</summary>
    [ConfigurationKeyName("upsell")]
    public string[] Upsell { get; init; } = [];

    public SerialRule SerialRule => new(SerialPattern, SerialDate);

    public TimeZoneInfo TimeZone => TimeZoneInfo.FindSystemTimeZoneById(Zone);

    public DateOnly Today(DateTimeOffset now) => Domain.Prescriptions.SerialRule.Today(now, TimeZone);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Database is not ("sqlite" or "postgres" or "sqlserver"))
        {
            yield return new("database must be sqlite, postgres or sqlserver");
        }

        if (Cursor is not ("integer" or "timestamp"))
        {
            yield return new("cursor must be integer or timestamp");
        }

        if (Language is not ("ko" or "en"))
        {
            yield return new("language must be ko or en");
        }

        if (!TimeZoneInfo.TryFindSystemTimeZoneById(Zone, out _))
        {
            yield return new($"zone {Zone} is unknown");
        }

        if (!SerialPattern.Contains("(?<date>", StringComparison.Ordinal) || !IsRegex(SerialPattern))
        {
            yield return new("serial must be a regular expression with a group named date");
        }

        if (Interval < TimeSpan.FromMilliseconds(100) || Interval > TimeSpan.FromHours(1))
        {
            yield return new("interval must be 100 ms to 1 h");
        }

        // Else its analyses could not be told from a watch by their workflow's id.
        if (Id == "watch" || Id.StartsWith("watch-", StringComparison.Ordinal))
        {
            yield return new("the name must not begin with watch");
        }
    }

    private static bool IsRegex(string pattern)
    {
        try
        {
            _ = new Regex(pattern);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
