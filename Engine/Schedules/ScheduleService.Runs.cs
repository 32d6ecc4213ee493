using System.Globalization;
using Google.Protobuf;
using OpsFlow.Engine.Executions;
using OpsFlow.Engine.Histories;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.Schedule.V1;
using Grpc.Core;

namespace OpsFlow.Engine.Schedules;

/// <summary>The workflows of a schedule: starting and stopping them, and noting how they end.</summary>
internal sealed partial class ScheduleService
{
    private async Task StartAsync(ScheduleRecord record, BufferedStart start, ScheduleOverlapPolicy overlap)
    {
        var action = record.Schedule.Action.StartWorkflow;
        var nominal = new DateTime(start.NominalTime, DateTimeKind.Utc);
        var keepId = record.Schedule.Policies is { KeepOriginalWorkflowId: true };
        var workflowId = keepId
            ? action.WorkflowId
            : action.WorkflowId + "-" + nominal.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        var attributes = action.SearchAttributes?.Clone() ?? new SearchAttributes();
        attributes.IndexedFields["TemporalScheduledById"] =
            Json("Keyword", $"\"{System.Text.Json.JsonEncodedText.Encode(record.ScheduleId)}\"");
        attributes.IndexedFields["TemporalScheduledStartTime"] = Json(
            "Datetime", $"\"{nominal.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture)}\"");
        var input = new StartInput
        {
            Namespace = record.Namespace,
            WorkflowId = workflowId,
            RunId = Guid.CreateVersion7().ToString(),
            RequestId = start.RequestId,
            WorkflowType = action.WorkflowType.Name,
            TaskQueue = action.TaskQueue.Name,
            Identity = "temporal-scheduler-" + record.Namespace + "-" + record.ScheduleId,
            Input = action.Input,
            ExecutionTimeoutMs = Ticks.Ms(action.WorkflowExecutionTimeout),
            RunTimeoutMs = Ticks.Ms(action.WorkflowRunTimeout),
            HasExecutionTimeout = action.WorkflowExecutionTimeout is not null,
            HasRunTimeout = action.WorkflowRunTimeout is not null,
            TaskTimeoutMs = Ticks.Ms(action.WorkflowTaskTimeout),
            RetryPolicy = action.RetryPolicy,
            Memo = action.Memo,
            SearchAttributes = attributes,
            Header = action.Header,
            UserMetadata = action.UserMetadata,
            Priority = action.Priority,
            VersioningOverride = Services.Requests.Override(action.VersioningOverride),
            LastCompletionResult = record.LastResult,
            ContinuedFailure = record.LastFailure,
        };
        string runId;
        try
        {
            var reuse = action.WorkflowIdReusePolicy is WorkflowIdReusePolicy.Unspecified
                or WorkflowIdReusePolicy.TerminateIfRunning
                ? WorkflowIdReusePolicy.AllowDuplicate
                : action.WorkflowIdReusePolicy;
            runId = (await _engine.StartAsync(input, reuse, WorkflowIdConflictPolicy.Fail).ConfigureAwait(false)).RunId;
        }
        catch (RpcException e) when (e.StatusCode is StatusCode.AlreadyExists or StatusCode.NotFound)
        {
            // Somebody else uses the id, or the namespace is gone: there is nothing to start.
            record.Info.OverlapSkipped++;
            return;
        }

        var execution = new WorkflowExecution { WorkflowId = workflowId, RunId = runId };
        record.Info.ActionCount++;
        record.Info.RecentActions.Add(new ScheduleActionResult
        {
            ScheduleTime = Ticks.ToTimestamp(start.ActualTime),
            ActualTime = Ticks.ToTimestamp(Now),
            StartWorkflowResult = execution,
            StartWorkflowStatus = WorkflowExecutionStatus.Running,
        });
        while (record.Info.RecentActions.Count > RecentActions)
        {
            record.Info.RecentActions.RemoveAt(0);
        }

        if (overlap != ScheduleOverlapPolicy.AllowAll)
        {
            record.Running.Add(new RunningAction { WorkflowId = workflowId, FirstRunId = runId });
        }

        record.Info.RunningWorkflows.Add(execution);
    }

    private async Task StopRunningAsync(ScheduleRecord record, bool terminate)
    {
        foreach (var running in record.Running)
        {
            try
            {
                var execution = new WorkflowExecution { WorkflowId = running.WorkflowId };
                if (terminate)
                {
                    await _engine.TerminateAsync(new()
                    {
                        Namespace = record.Namespace,
                        WorkflowExecution = execution,
                        FirstExecutionRunId = running.FirstRunId,
                        Reason = "terminated by schedule overlap policy",
                        Identity = "temporal-scheduler",
                    }).ConfigureAwait(false);
                }
                else
                {
                    await _engine.RequestCancelAsync(new()
                    {
                        Namespace = record.Namespace,
                        WorkflowExecution = execution,
                        FirstExecutionRunId = running.FirstRunId,
                        Reason = "cancelled by schedule overlap policy",
                        Identity = "temporal-scheduler",
                    }).ConfigureAwait(false);
                }
            }
            catch (RpcException e) when (e.StatusCode == StatusCode.NotFound)
            {
                // It ended by itself; its watcher will say so.
            }
        }
    }

    /// <summary>Waits for the ends of what runs. Needs the lock.</summary>
    private void Watch(ScheduleEntry entry)
    {
        foreach (var execution in entry.Record.Info.RunningWorkflows)
        {
            if (entry.Watched.Add(execution.RunId))
            {
                var (workflowId, runId) = (execution.WorkflowId, execution.RunId);
                _engine.RunUntilStored(() => WatchAsync(entry, workflowId, runId));
            }
        }
    }

    private async Task WatchAsync(ScheduleEntry entry, string workflowId, string firstRunId)
    {
        var closed = await _engine.WaitForEndAsync(entry.Record.Namespace, workflowId, firstRunId)
            .ConfigureAwait(false);
        await ProcessAsync(entry, record =>
        {
            entry.Watched.Remove(firstRunId);
            RecordEnd(record, workflowId, firstRunId, closed);
        }).ConfigureAwait(false);
    }

    private static void RecordEnd(
        ScheduleRecord record, string workflowId, string firstRunId, ExecutionEngine.EndedRun? ended)
    {
        RemoveWhere(record.Running, r => r.FirstRunId == firstRunId);
        RemoveWhere(record.Info.RunningWorkflows, r => r.RunId == firstRunId);
        var recent = record.Info.RecentActions.FirstOrDefault(a => a.StartWorkflowResult.RunId == firstRunId);
        if (ended is null)
        {
            return;
        }

        if (recent is not null)
        {
            recent.StartWorkflowStatus = ended.Status;
        }

        if (ended.Status == WorkflowExecutionStatus.Completed)
        {
            record.LastResult = ended.Result;
            record.LastFailure = null;
        }
        else if (ended.Status is WorkflowExecutionStatus.Failed or WorkflowExecutionStatus.TimedOut)
        {
            record.LastFailure = ended.Failure;
            if (record.Schedule.Policies is { PauseOnFailure: true })
            {
                record.Schedule.State.Paused = true;
                record.Schedule.State.Notes = $"paused due to workflow failure: {workflowId}: {ended.Failure?.Message}";
            }
        }
    }

    private static void RemoveWhere<T>(Google.Protobuf.Collections.RepeatedField<T> list, Func<T, bool> remove)
    {
        foreach (var item in list.Where(remove).ToArray())
        {
            list.Remove(item);
        }
    }

    private static Payload Json(string type, string json) => new()
    {
        Metadata =
        {
            ["encoding"] = ByteString.CopyFromUtf8("json/plain"),
            ["type"] = ByteString.CopyFromUtf8(type),
        },
        Data = ByteString.CopyFromUtf8(json),
    };
}
