using System.Collections.Concurrent;
using System.Diagnostics;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpsFlow.Platform.Store;
using OpsFlow.Platform.Telemetry;
using Temporalio.Client;
using Temporalio.Exceptions;

namespace OpsFlow.Platform.Runs;

/// <summary>
/// The one way from a request to a workflow. The request commits its row together with a <see cref="RunStart"/> and
/// answers; the start follows here, whether the caller still listens or not. What this process does not get started, a
/// sweep of any replica does. Temporal makes one run of a start, however often it is asked.
/// </summary>
public sealed partial class DurableStart(
    IDatabase database,
    RunStartStore starts,
    ITemporalClient client,
    TimeProvider time,
    ILogger<DurableStart> logger) : BackgroundService
{
    private const int Concurrency = 4;

    // With more than these pending, starts go one at a time: what answers requests comes first, and a start that waits
    // a moment is safe.
    private const int Crowd = 64;
    private const int MaxSweep = 500;

    private static readonly TimeSpan s_sweepInterval = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_callTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_crowdInterval = TimeSpan.FromMilliseconds(100);

    // Full means that Temporal is slower than the requests: the rows wait for a sweep.
    private readonly Channel<RunStart> _pending = Channel.CreateBounded<RunStart>(
        new BoundedChannelOptions(4096) { FullMode = BoundedChannelFullMode.Wait });

    // Whether each is still wanted.
    private readonly ConcurrentDictionary<string, bool> _underWay = new();
    private readonly Channel<RunStart> _started = Channel.CreateUnbounded<RunStart>();

    /// <summary>Commits a start that belongs to no row, and begins with it.</summary>
    public async Task EnqueueAsync(RunStart start, CancellationToken cancellationToken)
    {
        if (await database.InTransactionAsync(
            (connection, transaction, ct) => starts.AddAsync(connection, transaction, start, ct), cancellationToken))
        {
            Begin(start);
        }
    }

    /// <summary>Begins with a start. Call it after the commit; a sweep makes up for a lost call.</summary>
    public void Begin(RunStart start)
    {
        if (_underWay.TryAdd(start.RequestId, true) && !_pending.Writer.TryWrite(start))
        {
            _underWay.TryRemove(start.RequestId, out _);
        }
    }

    /// <summary>
    /// Does not make a start whose row is withdrawn, if it still waits here. Where it does not, or waits in another
    /// replica, the run begins and must find by itself that nobody wants it.
    /// </summary>
    public void Forget(string requestId) => _underWay.TryUpdate(requestId, false, true);

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
    [
        .. Enumerable.Range(0, Concurrency).Select(i => StartPendingAsync(isFirst: i == 0, stoppingToken)),
        SweepAsync(stoppingToken),
        RemoveStartedAsync(stoppingToken),
    ]);

    private async Task StartPendingAsync(bool isFirst, CancellationToken stoppingToken)
    {
        await foreach (var start in _pending.Reader.ReadAllAsync(stoppingToken))
        {
            try
            {
                if (_underWay.GetValueOrDefault(start.RequestId, true))
                {
                    await StartOnTemporalAsync(start, stoppingToken);
                }

                _started.Writer.TryWrite(start);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(logger, start.WorkflowId, e.Message);
                await AttemptAsync(() => starts.PostponeAsync(start, e.Message, stoppingToken), stoppingToken);
                _underWay.TryRemove(start.RequestId, out _);
            }

            while (!isFirst && _pending.Reader.Count > Crowd)
            {
                await Task.Delay(s_crowdInterval, time, stoppingToken);
            }
        }
    }

    private async Task StartOnTemporalAsync(RunStart start, CancellationToken stoppingToken)
    {
        using var span = TracingInterceptor.ClientSource.StartActivity(
            $"DurableStart:{start.WorkflowType}", ActivityKind.Consumer, start.TraceParent);
        var request = await StartRequest.OfAsync(start, client);
        try
        {
            var answer = await client.WorkflowService.StartWorkflowExecutionAsync(
                request, new() { Retry = true, Timeout = s_callTimeout, CancellationToken = stoppingToken });
            if (start.AfterClosedRun && !answer.Started && answer.RunId == (start.AfterRunId ?? answer.RunId))
            {
                throw new InvalidOperationException("The run before it is not closed yet.");
            }
        }
        catch (RpcException e) when (e.Code == RpcException.StatusCode.AlreadyExists)
        {
            // It ran to its end already.
        }
    }

    private async Task SweepAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(s_sweepInterval, time);
        do
        {
            await AttemptAsync(
                async () =>
                {
                    foreach (var start in await starts.ListDueAsync(MaxSweep, stoppingToken))
                    {
                        Begin(start);
                    }
                },
                stoppingToken);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    // Many at a time: a row that is removed late is at worst started again, which changes nothing.
    private async Task RemoveStartedAsync(CancellationToken stoppingToken)
    {
        var done = new List<RunStart>();
        while (await _started.Reader.WaitToReadAsync(stoppingToken))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), time, stoppingToken);
            while (done.Count < MaxSweep && _started.Reader.TryRead(out var start))
            {
                done.Add(start);
            }

            await AttemptAsync(() => starts.RemoveAsync(done, stoppingToken), stoppingToken);
            done.ForEach(d => _underWay.TryRemove(d.RequestId, out _));
            done.Clear();
        }
    }

    // The store may be away for a while: the rows are still there when it is back.
    private async Task AttemptAsync(Func<Task> work, CancellationToken stoppingToken)
    {
        try
        {
            await work();
        }
        catch (Exception e) when (!stoppingToken.IsCancellationRequested)
        {
            LogStoreAway(logger, e);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "{WorkflowId} could not be started and will be tried again: {Reason}")]
    private static partial void LogFailed(ILogger logger, string workflowId, string reason);

    [LoggerMessage(2, LogLevel.Warning, "Pending starts could not be read or written and will be tried again")]
    private static partial void LogStoreAway(ILogger logger, Exception exception);
}
