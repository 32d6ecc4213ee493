using Google.Protobuf;
using OpsFlow.Engine.Histories;
using OpsFlow.Engine.Services;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.History.V1;
using Temporalio.Api.TaskQueue.V1;
using Temporalio.Api.Workflow.V1;
using Temporalio.Api.WorkflowService.V1;

namespace OpsFlow.Engine.Executions;

/// <summary>Reading histories and descriptions.</summary>
internal sealed partial class ExecutionEngine
{
    private const int DefaultPageSize = 1000;
    private const int MaximumPageBytes = 3 * 1024 * 1024;

    private static readonly TimeSpan HistoryPatience = TimeSpan.FromSeconds(20);

    public async Task<GetWorkflowExecutionHistoryResponse> GetHistoryAsync(
        GetWorkflowExecutionHistoryRequest request, TimeSpan? patience, CancellationToken caller)
    {
        var token = ParseHistoryToken(request.NextPageToken);
        var closeOnly = request.HistoryEventFilterType == HistoryEventFilterType.CloseEvent;
        var runId = token?.RunId ?? request.Execution.RunId;
        var next = token?.NextEventId ?? 1;
        var wait = patience is { } p && p < HistoryPatience ? p : HistoryPatience;
        using var timeout = new CancellationTokenSource(wait, _clock.Inner);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, caller, _stopping.Token);
        while (true)
        {
            var view = await ReadAsync(request.Namespace, request.Execution.WorkflowId, runId, run =>
            {
                if (next < 1 || next > run.State.History.Count + 1)
                {
                    throw Errors.InvalidArgument("Invalid NextPageToken.");
                }

                return new
                {
                    run.Ref.RunId,
                    Open = IsOpen(run),
                    Events = closeOnly
                        ? run.State.History.GetRange(run.State.History.Count - 1, 1)
                        : Page(run.State.History, next, token?.EndEventId ?? 0, request.MaximumPageSize),
                    run.State.History.Count,
                    Run = run,
                    Changed = closeOnly ? run.Ended : run.Changed,
                };
            }, writeKept: !closeOnly).ConfigureAwait(false);
            runId = view.RunId;
            var response = new GetWorkflowExecutionHistoryResponse { History = new History() };
            if (closeOnly)
            {
                if (!view.Open)
                {
                    response.History.Events.Add(view.Events);
                    return response;
                }

                if (!await WaitAsync(view.Run, view.Changed, linked.Token).ConfigureAwait(false))
                {
                    caller.ThrowIfCancellationRequested();
                    if (request.WaitNewEvent)
                    {
                        response.NextPageToken =
                            new HistoryToken { RunId = runId, NextEventId = 1, Waiting = true }.ToByteString();
                    }

                    return response;
                }

                continue;
            }

            var after = next + view.Events.Count;
            if (view.Events.Count == 0 && request.WaitNewEvent && view.Open
                && await WaitAsync(view.Run, view.Changed, linked.Token).ConfigureAwait(false))
            {
                continue;
            }

            caller.ThrowIfCancellationRequested();
            response.History.Events.Add(view.Events);
            var end = token?.EndEventId is > 0 and var bound ? bound : view.Count + 1;
            if (after < end || (request.WaitNewEvent && view.Open))
            {
                var following = new HistoryToken
                {
                    RunId = runId,
                    NextEventId = after,
                    EndEventId = token?.EndEventId ?? 0,
                };
                following.ExtraEvents.Add(token?.ExtraEvents ?? []);
                response.NextPageToken = following.ToByteString();
            }
            else if (token is not null)
            {
                response.History.Events.Add(token.ExtraEvents);
            }

            return response;
        }
    }

    public Task<GetWorkflowExecutionHistoryReverseResponse> GetHistoryReverseAsync(
        GetWorkflowExecutionHistoryReverseRequest request)
    {
        var token = ParseHistoryToken(request.NextPageToken);
        var size = request.MaximumPageSize is > 0 and <= DefaultPageSize ? request.MaximumPageSize : DefaultPageSize;
        return ReadAsync(
            request.Namespace, request.Execution.WorkflowId, token?.RunId ?? request.Execution.RunId, run =>
        {
            var history = run.State.History;
            var last = token?.NextEventId ?? history.Count;
            if (last < 1 || last > history.Count)
            {
                throw Errors.InvalidArgument("Invalid NextPageToken.");
            }

            var response = new GetWorkflowExecutionHistoryReverseResponse { History = new History() };
            var first = Math.Max(1, last - size + 1);
            for (var id = last; id >= first; id--)
            {
                response.History.Events.Add(history[(int)id - 1]);
            }

            if (first > 1)
            {
                response.NextPageToken =
                    new HistoryToken { RunId = run.Ref.RunId, NextEventId = first - 1 }.ToByteString();
            }

            return response;
        });
    }

    // A copy: the lock is gone when the answer is written, and the run goes on changing its memo and attributes.
    public Task<DescribeWorkflowExecutionResponse> DescribeAsync(DescribeWorkflowExecutionRequest request) =>
        ReadAsync(
            request.Namespace, request.Execution.WorkflowId, request.Execution.RunId,
            run => DescribeNeedsLock(run).Clone());

    private static DescribeWorkflowExecutionResponse DescribeNeedsLock(LoadedRun run)
    {
        var state = run.State.State;
        var started = run.State.Event(1);
        var attributes = started.WorkflowExecutionStartedEventAttributes;
        var response = new DescribeWorkflowExecutionResponse
        {
            ExecutionConfig = new WorkflowExecutionConfig
            {
                TaskQueue = new TaskQueue { Name = state.TaskQueue, Kind = TaskQueueKind.Normal },
                WorkflowExecutionTimeout = attributes.WorkflowExecutionTimeout ?? Ticks.DurationMs(0),
                WorkflowRunTimeout = attributes.WorkflowRunTimeout ?? Ticks.DurationMs(0),
                DefaultWorkflowTaskTimeout = attributes.WorkflowTaskTimeout,
                UserMetadata = started.UserMetadata,
            },
            WorkflowExecutionInfo = ExecutionInfos.From(state),
            WorkflowExtendedInfo = new WorkflowExecutionExtendedInfo
            {
                ExecutionExpirationTime = Ticks.ToTimestampOrNull(state.ExecutionExpirationTime),
                RunExpirationTime = Ticks.ToTimestampOrNull(state.RunExpirationTime),
                CancelRequested = state.CancelRequested,
                OriginalStartTime = Ticks.ToTimestampOrNull(state.OriginalStartTime),
                ResetRunId = state.ResetRunId,
                LastResetTime = Ticks.ToTimestampOrNull(state.LastResetTime),
                RequestIdInfos =
                {
                    [state.StartRequestId] = new RequestIdInfo
                    {
                        EventType = EventType.WorkflowExecutionStarted,
                        EventId = 1,
                    },
                },
            },
        };
        response.WorkflowExecutionInfo.Priority = attributes.Priority;
        if (!IsOpen(run))
        {
            return response;
        }

        response.PendingActivities.Add(state.Activities.Values
            .OrderBy(a => a.ScheduledEventId)
            .Select(a => ExecutionInfos.Pending(a, run.State.Event(a.ScheduledEventId))));
        response.PendingChildren.Add(state.Children.Values
            .Where(c => c.RunId.Length > 0)
            .Select(c => new PendingChildExecutionInfo
            {
                WorkflowId = c.WorkflowId,
                RunId = c.RunId,
                WorkflowTypeName = c.WorkflowType,
                InitiatedId = c.InitiatedEventId,
                ParentClosePolicy = c.ParentClosePolicy,
            }));
        if (state.WorkflowTask is { } task)
        {
            response.PendingWorkflowTask = new PendingWorkflowTaskInfo
            {
                State = task.StartedEventId == 0
                    ? PendingWorkflowTaskState.Scheduled
                    : PendingWorkflowTaskState.Started,
                ScheduledTime = Ticks.ToTimestampOrNull(task.ScheduledTime),
                OriginalScheduledTime = Ticks.ToTimestampOrNull(task.OriginalScheduledTime),
                StartedTime = Ticks.ToTimestampOrNull(task.StartedTime),
                Attempt = task.Attempt,
            };
        }

        return response;
    }

    /// <summary>False when time ran out.</summary>
    private static async Task<bool> WaitAsync(LoadedRun run, Task news, CancellationToken token)
    {
        Interlocked.Increment(ref run.Waiters);
        try
        {
            await news.WaitAsync(token).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
        finally
        {
            Interlocked.Decrement(ref run.Waiters);
        }
    }

    private static List<HistoryEvent> Page(List<HistoryEvent> history, long next, long end, int asked)
    {
        var last = end == 0 ? history.Count : (int)Math.Min(history.Count, end - 1);
        var count = Math.Min(last - (int)next + 1, asked is > 0 and <= DefaultPageSize ? asked : DefaultPageSize);
        var page = new List<HistoryEvent>(Math.Max(0, count));
        var size = 0;
        for (var i = 0; i < count && size < MaximumPageBytes; i++)
        {
            var item = history[(int)next - 1 + i];
            page.Add(item);
            size += item.CalculateSize();
        }

        return page;
    }

    private static HistoryToken? ParseHistoryToken(ByteString bytes)
    {
        if (bytes.IsEmpty)
        {
            return null;
        }

        try
        {
            var token = HistoryToken.Parser.ParseFrom(bytes);
            return token.RunId.Length > 0 ? token : throw Errors.InvalidArgument("Invalid NextPageToken.");
        }
        catch (InvalidProtocolBufferException)
        {
            throw Errors.InvalidArgument("Invalid NextPageToken.");
        }
    }
}
