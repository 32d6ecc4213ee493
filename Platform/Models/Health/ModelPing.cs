namespace OpsFlow.Platform.Models.Health;

/// <summary>The last time that a model was asked something to see how long it takes.</summary>
/// <param name="MeasuredAt">When the last answered one ended; null before the first.</param>
public sealed record ModelPing(DateTimeOffset StartedAt, DateTimeOffset? MeasuredAt, double? InferenceMs);
