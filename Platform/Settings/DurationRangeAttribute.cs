using System.ComponentModel.DataAnnotations;

namespace OpsFlow.Platform.Settings;

/// <summary>A duration from one second to so many days.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class DurationRangeAttribute(int maxDays) : ValidationAttribute($"{{0}} must be 1s to {maxDays}d")
{
    /// <summary>The longest, in days.</summary>
    public int MaxDays => maxDays;

    /// <inheritdoc/>
    public override bool IsValid(object? value) =>
        value is not TimeSpan time || (time >= TimeSpan.FromSeconds(1) && time <= TimeSpan.FromDays(maxDays));
}
