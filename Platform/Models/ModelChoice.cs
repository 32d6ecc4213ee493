namespace OpsFlow.Platform.Models;

/// <summary>The model for a call.</summary>
/// <param name="Notice">Why it is not the one that was asked for; null when it is, or when none was.</param>
public sealed record ModelChoice(ModelEntry Entry, string? Notice = null);
