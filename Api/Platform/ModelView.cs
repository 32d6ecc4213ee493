using OpsFlow.Platform.Models;
using OpsFlow.Platform.Models.Health;

namespace OpsFlow.Api.Platform;

/// <summary>A model and how it does.</summary>
/// <param name="Load">idle, normal, busy or very_busy; null when it is down or was not looked at yet.</param>
/// <param name="Source">status_api: the backend's own word; hybrid: by latency, ping and own jobs.</param>
/// <param name="Measured">Whether a ping of the last 30 s counts.</param>
/// <param name="CostToday">Of the day in UTC.</param>
/// <param name="Price">Per million tokens; null where none is set.</param>
internal sealed record ModelView(
    string Name,
    string Model,
    IEnumerable<string> Roles,
    IEnumerable<string> Capabilities,
    bool? Healthy,
    string? Reason,
    DateTimeOffset? CheckedAt,
    DateTimeOffset? Since,
    double? LatencyMs,
    string? Load,
    string? Source,
    long? ActiveJobs,
    long? TotalRequests,
    long OwnJobs,
    double? HealthMs,
    double? HealthBaselineMs,
    double? InferenceMs,
    bool Measured,
    decimal CostToday,
    ModelPrice? Price)
{
    public static ModelView Of(ModelReport report, ModelRegistry registry, decimal costToday) => new(
        report.Entry.Name,
        report.Entry.Model,
        registry.RolesOf(report.Entry),
        ModelCapabilityNames.Of(report.Entry.Capabilities),
        report.Health?.Healthy,
        report.Health?.Reason,
        report.Health?.CheckedAt,
        report.Health?.ChangedAt,
        report.Health?.LatencyMs,
        report.Load switch
        {
            null => null,
            ModelLoad.VeryBusy => "very_busy",
            var load => load.ToString()!.ToLowerInvariant(),
        },
        report.Source,
        report.Health?.Status?.ActiveJobs,
        report.Health?.Status?.TotalRequests,
        report.OwnJobs,
        report.Health?.LatencyMs,
        report.Health is { } health ? Math.Round(health.Baseline.Milliseconds, 1) : null,
        report.InferenceMs,
        report.InferenceMs is not null,
        costToday,
        report.Entry.Price.IsSet ? report.Entry.Price : null);
}
