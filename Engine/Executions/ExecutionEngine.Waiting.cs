using OpsFlow.Engine.Timing;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.Failure.V1;
using Temporalio.Api.History.V1;
using Grpc.Core;

namespace OpsFlow.Engine.Executions;

/// <summary>Waiting inside the server for workflows.</summary>
internal sealed partial class ExecutionEngine
{
    /// <summary>How a chain of runs ended.</summary>
    /// <param name="Status">The last run's status.</param>
    /// <param name="Result">Its result.</param>
    /// <param name="Failure">Its failure.</param>
    public sealed record EndedRun(WorkflowExecutionStatus Status, Payloads? Result, Failure? Failure);

    /// <summary>Called when a schedule's time has come.</summary>
    public Func<RunRef, Task>? ScheduleWake { get; set; }

    /// <summary>Waits for the end of a run and of those that follow it; null when it is deleted.</summary>
    public async Task<EndedRun?> WaitForEndAsync(string namespaceName, string workflowId, string runId)
    {
        while (true)
        {
            LoadedRun run;
            Task ended;
            HistoryEvent? close;
            string next;
            try
            {
                (run, ended, close, next) = await ReadAsync(namespaceName, workflowId, runId, r => (
                    r,
                    r.Ended,
                    IsOpen(r) ? null : r.State.Event(r.State.State.CloseEventId),
                    r.State.State.NextRunId), writeKept: false).ConfigureAwait(false);
            }
            catch (RpcException e) when (e.StatusCode == StatusCode.NotFound)
            {
                return null;
            }

            if (close is null)
            {
                if (!await WaitAsync(run, ended, _stopping.Token).ConfigureAwait(false))
                {
                    throw new OperationCanceledException(_stopping.Token);
                }
            }
            else if (next.Length > 0)
            {
                runId = next;
            }
            else
            {
                return Ended(close);
            }
        }
    }

    private static EndedRun Ended(HistoryEvent close) => close.EventType switch
    {
        EventType.WorkflowExecutionCompleted => new EndedRun(
            WorkflowExecutionStatus.Completed, close.WorkflowExecutionCompletedEventAttributes.Result, null),
        EventType.WorkflowExecutionFailed => new EndedRun(
            WorkflowExecutionStatus.Failed, null, close.WorkflowExecutionFailedEventAttributes.Failure),
        EventType.WorkflowExecutionTimedOut => new EndedRun(
            WorkflowExecutionStatus.TimedOut, null, Histories.ServerFailures.WorkflowTimeout()),
        EventType.WorkflowExecutionCanceled => new EndedRun(WorkflowExecutionStatus.Canceled, null, null),
        _ => new EndedRun(WorkflowExecutionStatus.Terminated, null, null),
    };
}
