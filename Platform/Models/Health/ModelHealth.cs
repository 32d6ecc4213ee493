namespace OpsFlow.Platform.Models.Health;

/// <summary>What the last check of a model found.</summary>
/// <param name="Reason">Why it is not healthy.</param>
/// <param name="ChangedAt">Since when it is healthy, or not.</param>
/// <param name="LatencyMs">How long the check took; null when it failed.</param>
/// <param name="Status">The backend's own word of that check; null without one, and of one that is down.</param>
public sealed record ModelHealth(
    string Name,
    bool Healthy,
    string? Reason,
    DateTimeOffset CheckedAt,
    DateTimeOffset ChangedAt,
    double? LatencyMs,
    LatencyBaseline Baseline,
    ModelStatus? Status)
{
    /// <summary>The state after a check that was answered.</summary>
    public static ModelHealth Up(
        string name, ModelHealth? before, DateTimeOffset at, double latencyMs, ModelStatus? status) => new(
        name,
        true,
        null,
        at,
        before is { Healthy: true } ? before.ChangedAt : at,
        Math.Round(latencyMs, 1),
        (before?.Baseline ?? LatencyBaseline.Assumed).Add(latencyMs),
        status);

    /// <summary>The state after a check that failed. Only successful checks count for the baseline.</summary>
    public static ModelHealth Down(string name, ModelHealth? before, DateTimeOffset at, string reason) => new(
        name,
        false,
        reason,
        at,
        before is { Healthy: false } ? before.ChangedAt : at,
        null,
        before?.Baseline ?? LatencyBaseline.Assumed,
        null);
}
