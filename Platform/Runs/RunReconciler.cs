using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpsFlow.Platform.Telemetry;
using Temporalio.Api.Enums.V1;
using Temporalio.Client;
using Temporalio.Exceptions;

namespace OpsFlow.Platform.Runs;

/// <summary>
/// Closes rows whose run is gone: terminated or timed out from outside, or unknown to this cluster. Every 10 s it looks
/// at the runs that were closed from outside since the last time; once at the start and then every 10 minutes at every
/// open row, as a cluster that lost its runs tells nobody.
/// </summary>
public sealed partial class RunReconciler(
    IEnumerable<IRunRecords> pipelines, ITemporalClient client, TimeProvider time, ILogger<RunReconciler> logger)
    : BackgroundService, IGaugeSource
{
    private const string WithoutRun = "opsflow_records_without_run";

    private const int PageSize = 200;

    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_fullInterval = TimeSpan.FromMinutes(10);

    // A run writes its last row just before it is closed; visibility on a cluster comes later than both.
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_overlap = TimeSpan.FromMinutes(1);

    // Open rows that were found without a run and could not be closed yet, with their workflow's name.
    private readonly ConcurrentDictionary<string, string> _lost = new();

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Gauges { get; } = new Dictionary<string, string>
    {
        [WithoutRun] = "Open records whose run is gone and that are not closed yet. Must be 0.",
    };

    /// <inheritdoc/>
    public Task<IReadOnlyList<GaugeReading>> ReadAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<GaugeReading>>(
        [
            .. pipelines.Select(p => new GaugeReading(
                WithoutRun, _lost.Values.Count(w => w == p.WorkflowType), OfWorkflow(p))),
        ]);

    /// <summary>Looks at every open row that nothing has changed since a moment.</summary>
    public async Task ReconcileAllAsync(DateTimeOffset unchangedSince, CancellationToken cancellationToken)
    {
        foreach (var records in pipelines)
        {
            string? after = null;
            while (true)
            {
                var page = await records.ListOpenAsync(unchangedSince, after, PageSize, cancellationToken);
                foreach (var run in page)
                {
                    await TryReconcileAsync(records, run, cancellationToken);
                }

                if (page.Count < PageSize)
                {
                    break;
                }

                after = page[^1].RecordId;
            }
        }
    }

    /// <summary>Looks at the rows of the runs that were closed from outside since a moment.</summary>
    public async Task ReconcileClosedAsync(DateTimeOffset closedSince, CancellationToken cancellationToken)
    {
        foreach (var records in pipelines)
        {
            var since = closedSince.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
            var query = $"WorkflowType = '{records.WorkflowType}' AND CloseTime > '{since}' AND ExecutionStatus IN "
                + "('Terminated', 'TimedOut', 'Failed', 'Canceled')";
            await foreach (var closed in client.ListWorkflowsAsync(query, new() { Rpc = Rpc(cancellationToken) }))
            {
                if (await records.FindOpenAsync(closed.Id, cancellationToken) is { } run)
                {
                    await TryReconcileAsync(records, run, cancellationToken);
                }
            }
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        foreach (var records in pipelines)
        {
            // A count that appears with its first loss would show no increase.
            OpsFlowMeter.LostRuns.Add(0, OfWorkflow(records));
        }

        using var timer = new PeriodicTimer(s_interval, time);
        var last = time.GetUtcNow();
        var nextFull = DateTimeOffset.MinValue;
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            var now = time.GetUtcNow();
            try
            {
                await ReconcileClosedAsync(last - s_overlap, stoppingToken);
                last = now;
                if (now >= nextFull)
                {
                    await ReconcileAllAsync(now - s_grace, stoppingToken);
                    nextFull = now + s_fullInterval;
                }
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogNotNow(logger, e.Message);
            }
        }
    }

    private static RpcOptions Rpc(CancellationToken cancellationToken) =>
        new() { Timeout = TimeSpan.FromSeconds(10), CancellationToken = cancellationToken };

    // One run that cannot be compared does not keep the others from it; a cluster that is away does.
    private async Task TryReconcileAsync(IRunRecords records, OpenRun run, CancellationToken cancellationToken)
    {
        try
        {
            await ReconcileAsync(records, run, cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested && e is not RpcException
        {
            Code: RpcException.StatusCode.Unavailable or RpcException.StatusCode.DeadlineExceeded
                or RpcException.StatusCode.Unauthenticated or RpcException.StatusCode.PermissionDenied,
        } and not RpcTimeoutOrCanceledException)
        {
            LogNotNow(logger, $"{run.WorkflowId}: {e.Message}");
        }
    }

    private async Task ReconcileAsync(IRunRecords records, OpenRun run, CancellationToken cancellationToken)
    {
        var handle = client.GetWorkflowHandle(run.WorkflowId);
        string reason;
        try
        {
            var description = await handle.DescribeAsync(new() { Rpc = Rpc(cancellationToken) });
            if (description.Status == WorkflowExecutionStatus.Running
                || description.CloseTime > time.GetUtcNow() - s_grace)
            {
                return;
            }

            reason = await ReasonAsync(handle, description, cancellationToken);
        }
        catch (RpcException e) when (e.Code == RpcException.StatusCode.NotFound)
        {
            reason = LostRun.Written(LostRun.Unknown);
        }
        catch (RpcException e) when (e.Code == RpcException.StatusCode.DataLoss)
        {
            reason = LostRun.Written(LostRun.Unreadable);
        }

        // It may have moved on while Temporal was asked.
        _lost[run.WorkflowId] = records.WorkflowType;
        if (await records.FindOpenAsync(run.WorkflowId, cancellationToken) == run)
        {
            Tell(records, run, reason, await records.CloseAsync(run, reason, cancellationToken));
        }

        _lost.TryRemove(run.WorkflowId, out _);
    }

    // A row that nothing was done to may be found again every ten seconds: it is no loss.
    private void Tell(IRunRecords records, OpenRun run, string reason, RunClosing closing)
    {
        if (closing == RunClosing.None)
        {
            return;
        }

        OpsFlowMeter.LostRuns.Add(1, OfWorkflow(records));
        if (closing == RunClosing.Revived)
        {
            LogRevived(logger, run.WorkflowId, reason);
        }
        else
        {
            LogClosed(logger, run.WorkflowId, reason);
        }
    }

    private static KeyValuePair<string, object?> OfWorkflow(IRunRecords records) =>
        GaugeReading.Label("workflow", records.WorkflowType);

    private async Task<string> ReasonAsync(
        WorkflowHandle handle, WorkflowExecutionDescription description, CancellationToken cancellationToken)
    {
        var what = LostRun.Of(description.Status);
        try
        {
            var run = client.GetWorkflowHandle(handle.Id, description.RunId);
            await run.GetResultAsync(followRuns: false, new() { CancellationToken = cancellationToken });
        }
        catch (WorkflowFailedException e)
        {
            return LostRun.Written(what, e.InnerException?.Message);
        }
        catch (WorkflowContinuedAsNewException)
        {
            // The next run is about to appear; if it does not, the reason is all that is known.
        }

        return LostRun.Written(what);
    }

    [LoggerMessage(1, LogLevel.Warning, "{WorkflowId}: {Reason} Its record says so now and can be retried")]
    private static partial void LogClosed(ILogger logger, string workflowId, string reason);

    [LoggerMessage(3, LogLevel.Warning, "{WorkflowId}: {Reason} Its record waits for another run")]
    private static partial void LogRevived(ILogger logger, string workflowId, string reason);

    [LoggerMessage(2, LogLevel.Warning, "Open records could not be compared with Temporal's runs: {Reason}")]
    private static partial void LogNotNow(ILogger logger, string reason);
}
