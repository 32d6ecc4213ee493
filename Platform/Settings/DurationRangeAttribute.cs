using System.ComponentModel.DataAnnotations;

namespace OpsFlow.Platform.Settings;

/// <summary>A duration from one second, or so many days, to so many days.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class DurationRangeAttribute(int maxDays, int minDays = 0)
    : ValidationAttribute($"{{0}} must be {(minDays == 0 ? "1s" : $"{minDays}d")} to {maxDays}d")
{
    /// <summary>The longest, in days.</summary>
    public int MaxDays => maxDays;

    /// <summary>The shortest, in days; 0 is one second.</summary>
    public int MinDays => minDays;

    /// <inheritdoc/>
    public override bool IsValid(object? value) =>
        value is not TimeSpan time
        || (time >= (minDays == 0 ? TimeSpan.FromSeconds(1) : TimeSpan.FromDays(minDays))
            && time <= TimeSpan.FromDays(maxDays));
}
