using System.Diagnostics;
using Google.Protobuf;
using Microsoft.Extensions.Logging;
using Temporalio.Activities;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.Failure.V1;
using Temporalio.Api.WorkflowService.V1;
using Temporalio.Client;
using Temporalio.Converters;
using Temporalio.Exceptions;
using Temporalio.Worker.Interceptors;
using Temporalio.Worker.Replay;
using Temporalio.Workflows;

namespace Temporalio.Worker;

/// <summary>Runs one activity and reports how it ended.</summary>
internal sealed partial class ActivityWorker
{
    private static readonly RpcOptions Retried = new() { Retry = true };

    /// <summary>Runs one attempt of a local activity.</summary>
    public async Task<Resolution> RunLocalAsync(
        WorkflowInfo workflow,
        LocalActivityRequest request,
        int attempt,
        DateTime scheduled,
        DataConverter workflowConverter,
        CancellationTokenSource cancellation)
    {
        _ = workflowConverter;
        var now = DateTime.UtcNow;
        var info = new ActivityInfo(
            ActivityId: request.ActivityId,
            ActivityType: request.ActivityType,
            Attempt: attempt,
            CurrentAttemptScheduledTime: now,
            DataConverter: DataConverter.Default,
            HeartbeatDetails: [],
            HeartbeatTimeout: null,
            IsLocal: true,
            Namespace: _context.Namespace,
            Priority: Common.Priority.Default,
            RetryPolicy: request.RetryPolicy,
            ScheduleToCloseTimeout: request.ScheduleToCloseTimeout,
            ScheduledTime: scheduled,
            StartToCloseTimeout: request.StartToCloseTimeout,
            StartedTime: now,
            TaskQueue: _context.TaskQueue,
            TaskToken: [],
            WorkflowId: workflow.WorkflowId,
            WorkflowNamespace: workflow.Namespace,
            WorkflowRunId: workflow.RunId,
            WorkflowType: workflow.WorkflowType);
        info = info with { DataConverter = ConverterFor(info) };
        var running = new RunningActivity(_context, info, cancellation, null, _shutdown.Token);
        _context.Metrics.LocalActivityStarted(info.ActivityType);
        var outcome = await MeasureAsync(info, InvokeAsync(
            running,
            [.. request.Args],
            request.Headers?.ToDictionary(h => h.Key, h => h.Value.Clone()))).ConfigureAwait(false);
        // The workflow's codec works on whole completions, so nothing is encoded here.
        return outcome switch
        {
            ActivityOutcome.Completed c => new(info.DataConverter.PayloadConverter.ToPayload(c.Result)),
            ActivityOutcome.Canceled => new(Failure: FailureMaker.Canceled("Activity cancelled")),
            ActivityOutcome.Failed f => new(Failure: info.DataConverter.FailureConverter.ToFailure(
                f.Exception, info.DataConverter.PayloadConverter)),
            _ => new(Failure: FailureMaker.Application("Local activities cannot complete asynchronously")),
        };
    }

    private async Task<ActivityOutcome> MeasureAsync(ActivityInfo info, Task<ActivityOutcome> invocation)
    {
        var started = Stopwatch.GetTimestamp();
        var outcome = await invocation.ConfigureAwait(false);
        _context.Metrics.ActivityExecuted(
            info.ActivityType,
            info.IsLocal,
            Stopwatch.GetElapsedTime(started),
            outcome,
            DateTime.UtcNow - info.ScheduledTime);
        return outcome;
    }

    private static Dictionary<string, Payload>? ToHeaders(Header? header) =>
        header?.Fields.ToDictionary(f => f.Key, f => f.Value);

    private DataConverter ConverterFor(ActivityInfo info) =>
        _context.DataConverter.WithSerializationContext(new ISerializationContext.Activity(info));

    private async Task RunAsync(PollActivityTaskQueueResponse task)
    {
        var info = ActivityInfoMaker.Create(task, _context.Namespace, _context.TaskQueue);
        info = info with { DataConverter = ConverterFor(info) };
        var converter = info.DataConverter;
        if (converter.PayloadCodec is { } codec)
        {
            await PayloadVisitor.VisitAsync(task, codec.DecodeAsync).ConfigureAwait(false);
            info = info with { HeartbeatDetails = task.HeartbeatDetails?.Payloads_.ToArray() ?? [] };
        }

        using var cancellation = new CancellationTokenSource();
        var heartbeats = new ActivityHeartbeats(_context, info);
        var running = new RunningActivity(_context, info, cancellation, heartbeats, _shutdown.Token);
        _running[task.TaskToken] = running;
        try
        {
            using var timeout = StartTimeout(running);
            var outcome = await MeasureAsync(
                info, InvokeAsync(running, [.. task.Input?.Payloads_ ?? []], ToHeaders(task.Header))).ConfigureAwait(false);
            await ReportAsync(task, running, heartbeats, outcome).ConfigureAwait(false);
        }
        finally
        {
            _running.TryRemove(task.TaskToken, out _);
            heartbeats.Stop();
        }
    }

    /// <summary>
    /// The server ends an activity that takes too long; some time later the worker stops it too, so that no lost one
    /// keeps its slot.
    /// </summary>
    private static Timer? StartTimeout(RunningActivity running) => running.Info.StartToCloseTimeout is { } timeout
        ? new Timer(
            _ => running.Cancel(ActivityCancelReason.Timeout, new() { IsTimedOut = true }),
            null,
            timeout + TimeSpan.FromSeconds(5),
            Timeout.InfiniteTimeSpan)
        : null;

    private async Task<ActivityOutcome> InvokeAsync(
        RunningActivity running, IReadOnlyList<Payload> input, IReadOnlyDictionary<string, Payload>? headers)
    {
        var info = running.Info;
        try
        {
            var definition = Find(info.ActivityType) ?? throw new ApplicationFailureException(
                $"Activity {info.ActivityType} is not registered on this worker, available activities: "
                + string.Join(", ", _definitions.Keys.Order(StringComparer.Ordinal)),
                errorType: "NotFoundError");
            var args = Decode(definition, input, info.DataConverter.PayloadConverter);
            ActivityInboundInterceptor inbound = new ActivityInboundRoot(running);
            foreach (var interceptor in (_context.Options.Interceptors ?? []).Reverse())
            {
                inbound = interceptor.InterceptActivity(inbound);
            }

            inbound.Init(new ActivityOutboundRoot(running));
            var result = await _context.Options.ActivityTaskFactory.StartNew(() =>
            {
                ActivityExecutionContext.SetCurrent(running.Context);
                using (running.Context.Logger.BeginScope(info.LoggerScope))
                {
                    return inbound.ExecuteActivityAsync(new(definition, args, headers));
                }
            }).Unwrap().ConfigureAwait(false);
            return new ActivityOutcome.Completed(result);
        }
        catch (CompleteAsyncException)
        {
            return new ActivityOutcome.WillCompleteAsync();
        }
        catch (OperationCanceledException e) when (running.CancelReason != ActivityCancelReason.None || running.CancellationRequested)
        {
            return Cancelled(running, e);
        }
        catch (Exception e)
        {
            var benign = e is ApplicationFailureException { Category: ApplicationErrorCategory.Benign };
            _context.Logger.Log(
                benign ? LogLevel.Debug : LogLevel.Warning,
                e, "Completing activity {ActivityType} with ID {ActivityId} as failed, attempt {Attempt}",
                info.ActivityType, info.ActivityId, info.Attempt);
            return new ActivityOutcome.Failed(e);
        }
    }

    private static ActivityOutcome Cancelled(RunningActivity running, OperationCanceledException e) =>
        running.CancelReason switch
        {
            ActivityCancelReason.Paused => new ActivityOutcome.Failed(
                new ApplicationFailureException("Activity paused", e, "ActivityPause")),
            ActivityCancelReason.Reset => new ActivityOutcome.Failed(
                new ApplicationFailureException("Activity reset", e, "ActivityReset")),
            ActivityCancelReason.WorkerShutdown => new ActivityOutcome.Failed(new ApplicationFailureException(
                "Worker is shutting down and this activity did not complete in time", e, "WorkerShutdown")),
            ActivityCancelReason.HeartbeatRecordFailure when running.HeartbeatException is { } failure =>
                new ActivityOutcome.Failed(failure),
            ActivityCancelReason.Timeout => new ActivityOutcome.Failed(e),
            _ => new ActivityOutcome.Canceled(),
        };

    private static object?[] Decode(ActivityDefinition definition, IReadOnlyList<Payload> input, IPayloadConverter converter)
    {
        try
        {
            if (definition.Dynamic)
            {
                return [input.Select(p => (IRawValue)new RawValue(p)).ToArray()];
            }

            if (input.Count < definition.RequiredParameterCount)
            {
                throw new ApplicationFailureException(
                    $"Activity {definition.Name} given {input.Count} parameter(s), but more than that are required by the "
                    + "signature");
            }

            return [.. input.Zip(definition.ParameterTypes, converter.ToValue)];
        }
        catch (Exception e)
        {
            throw new ApplicationFailureException("Failed decoding parameters", e);
        }
    }
}
