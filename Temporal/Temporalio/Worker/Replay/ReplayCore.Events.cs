using Temporalio.Api.Enums.V1;
using Temporalio.Api.History.V1;
using Temporalio.Exceptions;

namespace Temporalio.Worker.Replay;

/// <summary>One method for each kind of event that the workflow did not cause by a command.</summary>
internal sealed partial class ReplayCore
{
    private long _startedEventId;
    private long _historyLength;

    private void ApplyEvent(HistoryEvent e)
    {
        switch (e.EventType)
        {
            case EventType.WorkflowExecutionStarted:
                ApplyWorkflowExecutionStarted(e);
                break;
            case EventType.WorkflowTaskStarted:
                ApplyWorkflowTaskStarted(e);
                break;
            case EventType.WorkflowTaskCompleted:
                ApplyWorkflowTaskCompleted(e.WorkflowTaskCompletedEventAttributes);
                break;
            case EventType.WorkflowTaskFailed:
                ApplyWorkflowTaskFailed(e.WorkflowTaskFailedEventAttributes);
                break;
            case EventType.WorkflowExecutionSignaled:
                _jobs.Add(new ActivationJob.Signal(e.WorkflowExecutionSignaledEventAttributes));
                break;
            case EventType.WorkflowExecutionCancelRequested:
                _jobs.Add(new ActivationJob.CancelWorkflow(e.WorkflowExecutionCancelRequestedEventAttributes.Cause));
                break;
            case EventType.WorkflowExecutionUpdateAdmitted:
                ApplyUpdateAdmitted(e);
                break;
            case EventType.TimerFired:
                ApplyTimerFired(e.TimerFiredEventAttributes);
                break;
            case EventType.ActivityTaskStarted:
            case EventType.ActivityTaskCompleted:
            case EventType.ActivityTaskFailed:
            case EventType.ActivityTaskTimedOut:
            case EventType.ActivityTaskCanceled:
                ApplyActivityEvent(e);
                break;
            case EventType.StartChildWorkflowExecutionFailed:
            case EventType.ChildWorkflowExecutionStarted:
            case EventType.ChildWorkflowExecutionCompleted:
            case EventType.ChildWorkflowExecutionFailed:
            case EventType.ChildWorkflowExecutionCanceled:
            case EventType.ChildWorkflowExecutionTimedOut:
            case EventType.ChildWorkflowExecutionTerminated:
                ApplyChildEvent(e);
                break;
            case EventType.ExternalWorkflowExecutionSignaled:
            case EventType.SignalExternalWorkflowExecutionFailed:
            case EventType.ExternalWorkflowExecutionCancelRequested:
            case EventType.RequestCancelExternalWorkflowExecutionFailed:
                ApplyExternalEvent(e);
                break;
            case EventType.WorkflowTaskScheduled:
            case EventType.WorkflowTaskTimedOut:
            case EventType.WorkflowExecutionTimedOut:
            case EventType.WorkflowExecutionTerminated:
            case EventType.WorkflowExecutionOptionsUpdated:
            case EventType.WorkflowPropertiesModifiedExternally:
            case EventType.ActivityPropertiesModifiedExternally:
            case EventType.WorkflowExecutionUpdateRejected:
                break;
            default:
                if (!e.WorkerMayIgnore)
                {
                    throw new WorkflowNondeterminismException(
                        $"[TMPRL1100] Nondeterminism error: this worker does not know event {e.EventId} "
                        + $"({e.EventType}), which must not be ignored");
                }

                break;
        }
    }

    private void ApplyWorkflowExecutionStarted(HistoryEvent e)
    {
        var attributes = e.WorkflowExecutionStartedEventAttributes;
        var startTime = e.EventTime.ToDateTime();
        AdvanceTime(startTime);
        RememberStart(attributes);
        var seed = RandomSeed.Of(attributes.OriginalExecutionRunId);
        _jobs.Add(new ActivationJob.Initialize(attributes, startTime, seed));
    }

    private void ApplyWorkflowTaskStarted(HistoryEvent e)
    {
        _startedEventId = e.EventId;
        _historyLength = e.EventId;
        _taskStarted = e.WorkflowTaskStartedEventAttributes;
        AdvanceTime(e.EventTime.ToDateTime());
    }

    private void ApplyWorkflowTaskCompleted(WorkflowTaskCompletedEventAttributes attributes)
    {
        _firstTaskDone = true;
        _flags.Add(attributes.SdkMetadata);
        _deploymentVersion = attributes.DeploymentVersion ?? _deploymentVersion;
    }

    private void ApplyWorkflowTaskFailed(WorkflowTaskFailedEventAttributes attributes)
    {
        if (attributes.Cause == WorkflowTaskFailedCause.ResetWorkflow)
        {
            _jobs.Add(new ActivationJob.UpdateRandomSeed(RandomSeed.Of(attributes.NewRunId)));
        }
    }

    /// <summary>Workflow time never goes back.</summary>
    private void AdvanceTime(DateTime time) => _time = time > _time ? time : _time;
}
