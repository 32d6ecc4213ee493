using Google.Protobuf;
using Microsoft.Extensions.Logging;
using Temporalio.Activities;
using Temporalio.Api.Common.V1;
using Temporalio.Api.WorkflowService.V1;
using Temporalio.Client;
using Temporalio.Converters;
using Temporalio.Exceptions;

namespace Temporalio.Worker;

/// <summary>
/// Sends heartbeats, but not more often than need be: the first at once, then the latest at the end of each interval.
/// </summary>
internal sealed class ActivityHeartbeats
{
    private readonly WorkerContext _context;
    private readonly ActivityInfo _info;
    private readonly TimeSpan _interval;
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _hurry = new();

    private RunningActivity? _running;
    private object?[]? _latest;
    private Task? _loop;
    private bool _stopped;

    public ActivityHeartbeats(WorkerContext context, ActivityInfo info)
    {
        _context = context;
        _info = info;
        var options = context.Options;
        var wanted = info.HeartbeatTimeout is { } timeout ? timeout * 0.8 : options.DefaultHeartbeatThrottleInterval;
        _interval = wanted < options.MaxHeartbeatThrottleInterval ? wanted : options.MaxHeartbeatThrottleInterval;
    }

    public void Bind(RunningActivity running) => _running = running;

    /// <summary>Takes details; only the latest count.</summary>
    public void Record(object?[] details)
    {
        lock (_lock)
        {
            if (_stopped)
            {
                return;
            }

            _latest = details;
            _loop ??= Task.Run(LoopAsync);
        }
    }

    /// <summary>Sends what is held back and takes nothing more.</summary>
    public async Task FlushAsync()
    {
        Task? loop;
        lock (_lock)
        {
            _stopped = true;
            loop = _loop;
        }

        await _hurry.CancelAsync().ConfigureAwait(false);
        if (loop is not null)
        {
            await loop.ConfigureAwait(false);
        }
    }

    /// <summary>Drops what is held back.</summary>
    public void Stop()
    {
        lock (_lock)
        {
            _stopped = true;
            _latest = null;
        }

        _hurry.Cancel();
    }

    private async Task LoopAsync()
    {
        while (true)
        {
            object?[] details;
            lock (_lock)
            {
                if (_latest is null)
                {
                    _loop = null;
                    return;
                }

                details = _latest;
                _latest = null;
            }

            var interval = Task.Delay(_interval, _hurry.Token);
            if (!await SendAsync(details).ConfigureAwait(false))
            {
                return;
            }

            // Cancelled when the end is near, which only shortens the wait.
            await interval.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<bool> SendAsync(object?[] details)
    {
        RecordActivityTaskHeartbeatRequest request;
        try
        {
            request = new RecordActivityTaskHeartbeatRequest
            {
                Namespace = _context.Namespace,
                TaskToken = ByteString.CopyFrom(_info.TaskToken),
                Identity = _context.Identity,
                Details = new Payloads
                {
                    Payloads_ = { await _info.DataConverter.ToPayloadsAsync(details).ConfigureAwait(false) },
                },
            };
        }
        catch (Exception e)
        {
            _context.Logger.LogWarning(e, "Failed converting heartbeat of activity {ActivityType}", _info.ActivityType);
            _running!.Cancel(ActivityCancelReason.HeartbeatRecordFailure, new() { IsHeartbeatRecordFailure = true }, e);
            return false;
        }

        try
        {
            var response = await _context.Service.RecordActivityTaskHeartbeatAsync(
                request, new RpcOptions { Retry = true }).ConfigureAwait(false);
            Take(response);
        }
        catch (RpcException e) when (e.Code == RpcException.StatusCode.NotFound)
        {
            _running!.Cancel(ActivityCancelReason.GoneFromServer, new() { IsGoneFromServer = true });
        }
        catch (RpcException e)
        {
            // The next heartbeat may do better; if none does, the server's timeout decides.
            _context.Logger.LogWarning(e, "Heartbeat of activity {ActivityType} was not recorded", _info.ActivityType);
        }

        return true;
    }

    private void Take(RecordActivityTaskHeartbeatResponse response)
    {
        if (!response.CancelRequested && !response.ActivityPaused && !response.ActivityReset)
        {
            return;
        }

        var reason = response.CancelRequested ? ActivityCancelReason.CancelRequested
            : response.ActivityReset ? ActivityCancelReason.Reset
            : ActivityCancelReason.Paused;
        _running!.Cancel(reason, new()
        {
            IsCancelRequested = response.CancelRequested,
            IsReset = response.ActivityReset,
            IsPaused = response.ActivityPaused,
        });
    }
}
