using Microsoft.Extensions.AI;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpsFlow.Domain.Text;
using OpsFlow.Platform.Store;
using OpsFlow.Platform.Timing;

namespace OpsFlow.Platform.Models.Health;

/// <summary>
/// Looks at every model each 30 s, in one process of the deployment; the results are in the store for all. The same
/// process settles the calls of those that died.
/// </summary>
public sealed partial class ModelHealthMonitor(
    ModelRegistry registry,
    IModelConnector connector,
    ModelClients clients,
    ModelLedger ledger,
    ModelHealthStore store,
    Leases leases,
    Redactor redactor,
    TimeProvider time,
    ILogger<ModelHealthMonitor> logger) : BackgroundService
{
    /// <summary>The use that measuring is counted under.</summary>
    public const string Use = "health";

    private const string Lease = "model-health";

    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_lease = TimeSpan.FromSeconds(75);
    private static readonly TimeSpan s_checkTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_pingTimeout = TimeSpan.FromSeconds(15);

    private readonly string _owner = $"{Guid.NewGuid():N}";
    private readonly SemaphoreSlim _ping = new(1, 1);

    /// <summary>How every model does.</summary>
    /// <param name="isAsked">A person wants to know: each is measured once, if it was not just now.</param>
    public async Task<IReadOnlyList<ModelReport>> ReportAsync(bool isAsked, CancellationToken cancellationToken)
    {
        var health = await store.ReadAsync(cancellationToken);
        if (isAsked)
        {
            await PingAsync(health, isAsked, cancellationToken);
        }

        var pings = await store.ReadPingsAsync(cancellationToken);
        var own = await ledger.CountOpenAsync(cancellationToken);
        var now = time.GetUtcNow();
        return
        [
            .. registry.Models.OrderBy(m => m.Name, StringComparer.Ordinal).Select(m => ModelReport.Of(
                m,
                health.GetValueOrDefault(m.Name),
                pings.GetValueOrDefault(m.Name),
                own.GetValueOrDefault(m.Name),
                now)),
        ];
    }

    /// <summary>One round, if this process is the one that looks.</summary>
    /// <returns>False when another process is.</returns>
    public async Task<bool> CheckAllAsync(CancellationToken cancellationToken)
    {
        if (!await leases.TryTakeAsync(Lease, _owner, s_lease, cancellationToken))
        {
            return false;
        }

        var before = await store.ReadAsync(cancellationToken);
        var checks = registry.Models.Select(m => CheckAsync(m, before.GetValueOrDefault(m.Name), cancellationToken));
        var after = await Task.WhenAll(checks);
        foreach (var health in after)
        {
            Log(before.GetValueOrDefault(health.Name), health);
            await store.SaveAsync(health, cancellationToken);
        }

        await PingAsync(after.ToDictionary(h => h.Name), isAsked: false, cancellationToken);
        if (await ledger.SettleLostAsync(cancellationToken) is > 0 and var lost)
        {
            LogLost(logger, lost);
        }

        return true;
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _ping.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(s_interval, time);
        do
        {
            try
            {
                await CheckAllAsync(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogNotNow(logger, e.Message);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task<ModelHealth> CheckAsync(
        ModelEntry entry, ModelHealth? before, CancellationToken cancellationToken)
    {
        using var limit = new TimeLimit(s_checkTimeout, cancellationToken);
        try
        {
            var started = time.GetTimestamp();
            await connector.CheckAsync(entry, limit.Token);
            var latency = time.GetElapsedTime(started).TotalMilliseconds;
            var status = entry.StatusUrl is null ? null : await StatusAsync(entry, limit.Token);
            return ModelHealth.Up(entry.Name, before, time.GetUtcNow(), latency, status);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            var reason = e is OperationCanceledException ? "It did not answer in time." : redactor.Redact(e.Message);
            return ModelHealth.Down(entry.Name, before, time.GetUtcNow(), reason);
        }
    }

    // A backend that answers but does not tell its jobs is up; its load is then judged by latency.
    private async Task<ModelStatus?> StatusAsync(ModelEntry entry, CancellationToken cancellationToken)
    {
        try
        {
            return await connector.ReadStatusAsync(entry, cancellationToken);
        }
        catch (ModelException e)
        {
            LogNoStatus(logger, entry.Name, e.Message);
            return null;
        }
    }

    private async Task PingAsync(
        IReadOnlyDictionary<string, ModelHealth> health, bool isAsked, CancellationToken cancellationToken)
    {
        // One at a time: pings at once would measure each other.
        await _ping.WaitAsync(cancellationToken);
        try
        {
            var pings = await store.ReadPingsAsync(cancellationToken);
            foreach (var entry in registry.Models)
            {
                var last = pings.GetValueOrDefault(entry.Name);
                var found = health.GetValueOrDefault(entry.Name);
                if (found is { Healthy: true, Status: null, LatencyMs: { } latency }
                    && LoadRules.PingIsDue(
                        isAsked, time.GetUtcNow(), last?.StartedAt, last?.MeasuredAt, latency,
                        found.Baseline.Milliseconds)
                    && await store.TryStartPingAsync(entry.Name, time.GetUtcNow(), cancellationToken))
                {
                    await PingAsync(entry, cancellationToken);
                }
            }
        }
        finally
        {
            _ping.Release();
        }
    }

    private async Task PingAsync(ModelEntry entry, CancellationToken cancellationToken)
    {
        using var limit = new TimeLimit(s_pingTimeout, cancellationToken);
        var started = time.GetTimestamp();
        try
        {
            await clients.Alone(entry, Use).GetResponseAsync(
                "ping", new ChatOptions { MaxOutputTokens = 1 }, limit.Token);
        }
        catch (ModelException e)
        {
            LogNoPing(logger, entry.Name, e.Message);
            return;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // So long is an answer too.
        }

        var elapsed = Math.Round(time.GetElapsedTime(started).TotalMilliseconds, 1);
        await store.SavePingAsync(entry.Name, time.GetUtcNow(), elapsed, cancellationToken);
    }

    private void Log(ModelHealth? before, ModelHealth after)
    {
        if (after.Healthy && before is { Healthy: false })
        {
            LogUp(logger, after.Name);
        }
        else if (!after.Healthy && before is not { Healthy: false })
        {
            LogDown(logger, after.Name, after.Reason);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Model {Name} is UP")]
    private static partial void LogUp(ILogger logger, string name);

    [LoggerMessage(2, LogLevel.Warning, "Model {Name} is DOWN: {Reason}")]
    private static partial void LogDown(ILogger logger, string name, string? reason);

    [LoggerMessage(3, LogLevel.Information, "Model {Name} does not tell its jobs: {Reason}")]
    private static partial void LogNoStatus(ILogger logger, string name, string reason);

    [LoggerMessage(4, LogLevel.Information, "Model {Name} could not be measured: {Reason}")]
    private static partial void LogNoPing(ILogger logger, string name, string reason);

    [LoggerMessage(5, LogLevel.Warning, "Models could not be looked at: {Reason}")]
    private static partial void LogNotNow(ILogger logger, string reason);

    [LoggerMessage(6, LogLevel.Warning, "{Count} calls of models were lost with their process; they count as reserved")]
    private static partial void LogLost(ILogger logger, int count);
}
