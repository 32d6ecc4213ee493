using Dapper;
using OpsFlow.Platform.Store;

namespace OpsFlow.Platform.Models.Health;

/// <summary>What was measured, shared by all processes of a deployment.</summary>
public sealed class ModelHealthStore(IDatabase database)
{
    /// <summary>The last check of each model.</summary>
    public Task<IReadOnlyDictionary<string, ModelHealth>> ReadAsync(CancellationToken cancellationToken) =>
        database.WithConnectionAsync<IReadOnlyDictionary<string, ModelHealth>>(
            async (connection, ct) => (await connection.QueryAsync<HealthRow>(new CommandDefinition(
                "SELECT * FROM model_health", cancellationToken: ct))).Select(r => r.ToHealth())
                .ToDictionary(h => h.Name),
            cancellationToken);

    /// <summary>The last ping of each model.</summary>
    public Task<IReadOnlyDictionary<string, ModelPing>> ReadPingsAsync(CancellationToken cancellationToken) =>
        database.WithConnectionAsync<IReadOnlyDictionary<string, ModelPing>>(
            async (connection, ct) => (await connection.QueryAsync<PingRow>(new CommandDefinition(
                "SELECT * FROM model_pings", cancellationToken: ct)))
                .ToDictionary(r => r.Name, r => new ModelPing(At(r.StartedAt), At(r.MeasuredAt), r.InferenceMs)),
            cancellationToken);

    /// <summary>Keeps a check.</summary>
    public Task SaveAsync(ModelHealth health, CancellationToken cancellationToken) => database.ExecuteAsync(
        """
        INSERT INTO model_health (name, healthy, reason, checked_at, changed_at, latency_ms, baseline_ms, samples,
            active_jobs, total_requests)
        VALUES (@Name, @Healthy, @Reason, @CheckedAt, @ChangedAt, @LatencyMs, @BaselineMs, @Samples,
            @ActiveJobs, @TotalRequests)
        ON CONFLICT (name) DO UPDATE SET healthy = excluded.healthy, reason = excluded.reason,
            checked_at = excluded.checked_at, changed_at = excluded.changed_at, latency_ms = excluded.latency_ms,
            baseline_ms = excluded.baseline_ms, samples = excluded.samples, active_jobs = excluded.active_jobs,
            total_requests = excluded.total_requests
        """,
        new
        {
            health.Name,
            Healthy = health.Healthy ? 1L : 0L,
            health.Reason,
            CheckedAt = health.CheckedAt.ToUnixTimeMilliseconds(),
            ChangedAt = health.ChangedAt.ToUnixTimeMilliseconds(),
            health.LatencyMs,
            BaselineMs = health.Baseline.Milliseconds,
            health.Baseline.Samples,
            health.Status?.ActiveJobs,
            health.Status?.TotalRequests,
        },
        cancellationToken);

    /// <summary>Begins a ping unless one began within the cool-down, here or elsewhere.</summary>
    public async Task<bool> TryStartPingAsync(string name, DateTimeOffset now, CancellationToken cancellationToken) =>
        await database.ExecuteAsync(
            """
            INSERT INTO model_pings (name, started_at) VALUES (@name, @now)
            ON CONFLICT (name) DO UPDATE SET started_at = excluded.started_at
            WHERE model_pings.started_at <= @before
            """,
            new
            {
                name,
                now = now.ToUnixTimeMilliseconds(),
                before = (now - LoadRules.PingCoolDown).ToUnixTimeMilliseconds(),
            },
            cancellationToken) == 1;

    /// <summary>Keeps what a ping found.</summary>
    public Task SavePingAsync(
        string name, DateTimeOffset at, double milliseconds, CancellationToken cancellationToken) =>
        database.ExecuteAsync(
            "UPDATE model_pings SET measured_at = @at, inference_ms = @milliseconds WHERE name = @name",
            new { name, at = at.ToUnixTimeMilliseconds(), milliseconds },
            cancellationToken);

    private static DateTimeOffset At(long at) => DateTimeOffset.FromUnixTimeMilliseconds(at);

    private static DateTimeOffset? At(long? at) => at is null ? null : At(at.Value);

    private sealed class HealthRow
    {
        public string Name { get; init; } = "";

        public long Healthy { get; init; }

        public string? Reason { get; init; }

        public long CheckedAt { get; init; }

        public long ChangedAt { get; init; }

        public double? LatencyMs { get; init; }

        public double BaselineMs { get; init; }

        public long Samples { get; init; }

        public long? ActiveJobs { get; init; }

        public long? TotalRequests { get; init; }

        public ModelHealth ToHealth() => new(
            Name, Healthy == 1, Reason, At(CheckedAt), At(ChangedAt), LatencyMs, new(BaselineMs, Samples),
            ActiveJobs is { } active ? new(active, TotalRequests) : null);
    }

    private sealed class PingRow
    {
        public string Name { get; init; } = "";

        public long StartedAt { get; init; }

        public long? MeasuredAt { get; init; }

        public double? InferenceMs { get; init; }
    }
}
