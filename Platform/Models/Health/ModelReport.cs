namespace OpsFlow.Platform.Models.Health;

/// <summary>How a model does, for people.</summary>
/// <param name="Load">Null when it is down or was never checked.</param>
/// <param name="Source"><c>status_api</c> or <c>hybrid</c>.</param>
/// <param name="InferenceMs">Of a ping that is still valid.</param>
/// <param name="OwnJobs">Calls of this deployment under way.</param>
public sealed record ModelReport(
    ModelEntry Entry,
    ModelHealth? Health,
    ModelLoad? Load,
    string? Source,
    double? InferenceMs,
    long OwnJobs)
{
    /// <summary>Joins what is known at a moment.</summary>
    public static ModelReport Of(
        ModelEntry entry, ModelHealth? health, ModelPing? ping, long ownJobs, DateTimeOffset now)
    {
        var inference = ping is not null && LoadRules.IsValid(ping.MeasuredAt, now) ? ping.InferenceMs : null;
        return health switch
        {
            { Healthy: true, Status: { } status } =>
                new(entry, health, LoadRules.OfStatus(status.ActiveJobs), "status_api", inference, ownJobs),
            { Healthy: true, LatencyMs: { } latency } => new(
                entry,
                health,
                LoadRules.OfLatency(latency, health.Baseline.Milliseconds, inference, ownJobs),
                "hybrid",
                inference,
                ownJobs),
            _ => new(entry, health, null, null, null, ownJobs),
        };
    }
}
