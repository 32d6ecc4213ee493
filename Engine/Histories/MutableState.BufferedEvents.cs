using Temporalio.Api.Enums.V1;
using Temporalio.Api.History.V1;

namespace OpsFlow.Engine.Histories;

/// <summary>Events that arrive while a worker decides: they follow its answer.</summary>
internal sealed partial class MutableState
{
    /// <summary>
    /// Adds an event that came from outside the workflow: while a worker decides, such events wait, because the worker
    /// has not seen them.
    /// </summary>
    private void AddExternal(HistoryEvent historyEvent)
    {
        MaterializeSpeculativeTask();
        if (HasStartedWorkflowTask && IsRunning)
        {
            State.BufferedEvents.Add(historyEvent);
            return;
        }

        Add(historyEvent);
    }

    private void FlushBufferedEvents()
    {
        if (State.BufferedEvents.Count == 0)
        {
            return;
        }

        var buffered = State.BufferedEvents.ToArray();
        State.BufferedEvents.Clear();

        // Results come after everything else, so that the workflow sees a signal before the result that follows it.
        var started = new Dictionary<long, long>();
        foreach (var item in buffered.Where(e => !IsResult(e)))
        {
            AddRaw(item);
            if (item.ActivityTaskStartedEventAttributes is { } activity)
            {
                started[activity.ScheduledEventId] = item.EventId;
            }
            else if (item.ChildWorkflowExecutionStartedEventAttributes is { } child)
            {
                started[child.InitiatedEventId] = item.EventId;
                if (State.Children.TryGetValue(child.InitiatedEventId, out var pending))
                {
                    pending.StartedEventId = item.EventId;
                }
            }
        }

        foreach (var item in buffered.Where(IsResult))
        {
            SetStartedEventId(item, started);
            AddRaw(item);
        }
    }

    private static bool IsResult(HistoryEvent item) => item.EventType
        is EventType.ActivityTaskCompleted or EventType.ActivityTaskFailed or EventType.ActivityTaskCanceled
        or EventType.ActivityTaskTimedOut or EventType.ChildWorkflowExecutionCompleted
        or EventType.ChildWorkflowExecutionFailed or EventType.ChildWorkflowExecutionCanceled
        or EventType.ChildWorkflowExecutionTimedOut or EventType.ChildWorkflowExecutionTerminated;

    private static void SetStartedEventId(HistoryEvent item, Dictionary<long, long> started)
    {
        long Find(long scheduled, long known) => known == 0 && started.TryGetValue(scheduled, out var id) ? id : known;

        switch (item.EventType)
        {
            case EventType.ActivityTaskCompleted:
                var completed = item.ActivityTaskCompletedEventAttributes;
                completed.StartedEventId = Find(completed.ScheduledEventId, completed.StartedEventId);
                break;
            case EventType.ActivityTaskFailed:
                var failed = item.ActivityTaskFailedEventAttributes;
                failed.StartedEventId = Find(failed.ScheduledEventId, failed.StartedEventId);
                break;
            case EventType.ActivityTaskCanceled:
                var canceled = item.ActivityTaskCanceledEventAttributes;
                canceled.StartedEventId = Find(canceled.ScheduledEventId, canceled.StartedEventId);
                break;
            case EventType.ActivityTaskTimedOut:
                var timedOut = item.ActivityTaskTimedOutEventAttributes;
                timedOut.StartedEventId = Find(timedOut.ScheduledEventId, timedOut.StartedEventId);
                break;
            case EventType.ChildWorkflowExecutionCompleted:
                var child = item.ChildWorkflowExecutionCompletedEventAttributes;
                child.StartedEventId = Find(child.InitiatedEventId, child.StartedEventId);
                break;
            case EventType.ChildWorkflowExecutionFailed:
                var childFailed = item.ChildWorkflowExecutionFailedEventAttributes;
                childFailed.StartedEventId = Find(childFailed.InitiatedEventId, childFailed.StartedEventId);
                break;
            case EventType.ChildWorkflowExecutionCanceled:
                var childCanceled = item.ChildWorkflowExecutionCanceledEventAttributes;
                childCanceled.StartedEventId = Find(childCanceled.InitiatedEventId, childCanceled.StartedEventId);
                break;
            case EventType.ChildWorkflowExecutionTimedOut:
                var childTimedOut = item.ChildWorkflowExecutionTimedOutEventAttributes;
                childTimedOut.StartedEventId = Find(childTimedOut.InitiatedEventId, childTimedOut.StartedEventId);
                break;
            case EventType.ChildWorkflowExecutionTerminated:
                var terminated = item.ChildWorkflowExecutionTerminatedEventAttributes;
                terminated.StartedEventId = Find(terminated.InitiatedEventId, terminated.StartedEventId);
                break;
        }
    }
}
