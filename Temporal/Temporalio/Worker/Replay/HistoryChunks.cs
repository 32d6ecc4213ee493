using Temporalio.Api.Enums.V1;
using Temporalio.Api.History.V1;

namespace Temporalio.Worker.Replay;

/// <summary>Cuts a history into the pieces that were one activation each when it was written.</summary>
internal static class HistoryChunks
{
    /// <summary>Where the piece that starts at an index ends.</summary>
    /// <param name="events">The events.</param>
    /// <param name="start">The index of the first event of the piece.</param>
    /// <returns>The index after the piece; if no started task ends it, the number of events.</returns>
    public static int FindEnd(IReadOnlyList<HistoryEvent> events, int start)
    {
        // Made when needed only: each event of a history is looked at here twice.
        List<int>? starts = null;
        for (var i = start; i < events.Count; i++)
        {
            if (events[i].EventType != EventType.WorkflowTaskStarted)
            {
                continue;
            }

            if (i + 1 >= events.Count)
            {
                return i + 1;
            }

            var next = events[i + 1].EventType;
            if (next is EventType.WorkflowTaskFailed or EventType.WorkflowTaskTimedOut
                or EventType.WorkflowExecutionTimedOut or EventType.WorkflowExecutionTerminated
                or EventType.WorkflowExecutionCanceled)
            {
                // The task left nothing behind; the next attempt saw the same events and more.
                continue;
            }

            if (next == EventType.WorkflowTaskCompleted && i + 2 < events.Count)
            {
                var after = events[i + 2];
                if (after.EventType == EventType.WorkflowTaskScheduled)
                {
                    // A completion without a command, at once followed by a new task, only kept the task alive.
                    (starts ??= []).Add(i);
                    continue;
                }

                if (after.EventType == EventType.WorkflowExecutionUpdateAccepted)
                {
                    // The update was delivered by the task that was scheduled with the event it names, and tasks
                    // before that one, though empty, were activations of their own.
                    var sequencing = after.WorkflowExecutionUpdateAcceptedEventAttributes
                        .AcceptedRequestSequencingEventId;
                    if (events[i].EventId < sequencing || starts is null)
                    {
                        return i + 1;
                    }

                    var at = starts.FindLastIndex(s => events[s].EventId < sequencing);
                    return (at >= 0 ? starts[at] : i) + 1;
                }
            }

            return i + 1;
        }

        return events.Count;
    }

    /// <summary>Whether events of a type record a command of the workflow.</summary>
    public static bool IsCommandEvent(EventType type) => type is
        EventType.ActivityTaskScheduled or EventType.ActivityTaskCancelRequested
        or EventType.TimerStarted or EventType.TimerCanceled
        or EventType.MarkerRecorded
        or EventType.StartChildWorkflowExecutionInitiated
        or EventType.SignalExternalWorkflowExecutionInitiated
        or EventType.RequestCancelExternalWorkflowExecutionInitiated
        or EventType.UpsertWorkflowSearchAttributes or EventType.WorkflowPropertiesModified
        or EventType.WorkflowExecutionUpdateAccepted or EventType.WorkflowExecutionUpdateCompleted
        or EventType.WorkflowExecutionCompleted or EventType.WorkflowExecutionFailed
        or EventType.WorkflowExecutionCanceled or EventType.WorkflowExecutionContinuedAsNew
        or EventType.NexusOperationScheduled or EventType.NexusOperationCancelRequested;
}
