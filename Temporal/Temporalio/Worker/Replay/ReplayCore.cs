using Temporalio.Api.Enums.V1;
using Temporalio.Api.History.V1;
using Temporalio.Api.Protocol.V1;
using Temporalio.Exceptions;

namespace Temporalio.Worker.Replay;

/// <summary>
/// The memory of one run, without any input or output: history comes in, steps for the workflow go out, its commands
/// come back and are compared with the history that follows. See DESIGN.md beside this folder.
/// </summary>
/// <remarks>Not safe for concurrent use; the worker serves one task of a run at a time.</remarks>
internal sealed partial class ReplayCore
{
    private readonly string _taskQueue;
    private readonly List<HistoryEvent> _events = [];
    private readonly List<Message> _messages = [];
    private readonly List<ActivationJob.Query> _queries = [];
    private readonly List<ActivationJob> _jobs = [];
    private readonly SdkFlags _flags = new();

    // How many of the events were applied. They are not removed one chunk at a time, which would move all that follow.
    private int _applied;
    private long _lastEventId;
    private bool _replaying;
    private bool _firstTaskDone;
    private DateTime _time;
    private WorkflowTaskStartedEventAttributes? _taskStarted;
    private Api.Deployment.V1.WorkerDeploymentVersion? _deploymentVersion;

    /// <summary>Makes a core before the first event.</summary>
    /// <param name="taskQueue">The worker's task queue, the default of activities and children.</param>
    public ReplayCore(string taskQueue) => _taskQueue = taskQueue;

    /// <summary>The last event taken in; a task that does not continue there needs the full history.</summary>
    public long LastEventId => _lastEventId;

    /// <summary>Whether the step in progress repeats what history already has.</summary>
    public bool IsReplaying => _replaying;

    /// <summary>Whether the workflow issued the command that ends the run.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>The time of the current workflow task, advanced by local activities.</summary>
    public DateTime Time => _time;

    /// <summary>Takes in a task.</summary>
    /// <param name="task">The events, messages and queries.</param>
    public void Feed(ReplayTask task)
    {
        foreach (var e in task.Events)
        {
            if (e.EventId <= _lastEventId)
            {
                continue;
            }

            if (e.EventId != _lastEventId + 1)
            {
                throw new InvalidOperationException(
                    $"History has a gap: event {e.EventId} follows event {_lastEventId}");
            }

            _events.Add(e);
            _lastEventId = e.EventId;
        }

        _messages.AddRange(task.Messages);
        _queries.AddRange(task.Queries);
    }

    /// <summary>
    /// Forgets events after one, because the server dropped them: a task that was only tried and left nothing to record
    /// has no place in history.
    /// </summary>
    /// <param name="eventId">The last event that stays.</param>
    public void ResetTo(long eventId) => _lastEventId = eventId;

    /// <summary>The next step, or null when history is used up. Queries are a step of their own.</summary>
    /// <returns>The step.</returns>
    /// <exception cref="WorkflowNondeterminismException">History differs from what the workflow did.</exception>
    public WorkflowActivation? NextActivation()
    {
        while (true)
        {
            if (_jobs.Count > 0)
            {
                return TakeActivation(_jobs.Count == 1 ? [_jobs[0]] : [.. _jobs.OrderBy(j => j.Order)]);
            }

            if (TakeLocalResolutionFromHistory())
            {
                continue;
            }

            if (_applied == _events.Count || !ApplyChunk())
            {
                ForgetApplied();
                return null;
            }
        }
    }

    /// <summary>The step that answers the task's queries, or null if there is none.</summary>
    /// <returns>The step.</returns>
    public WorkflowActivation? NextQueryActivation()
    {
        if (_queries.Count == 0)
        {
            return null;
        }

        ActivationJob[] jobs = [.. _queries];
        _queries.Clear();
        return TakeActivation(jobs);
    }

    /// <summary>Says that the server accepted a completion.</summary>
    /// <param name="output">What was sent.</param>
    public void MarkCompleted(TaskOutput output)
    {
        _firstTaskDone = true;
        _flags.MarkRecorded(output.Metadata);
    }

    private WorkflowActivation TakeActivation(IReadOnlyList<ActivationJob> jobs)
    {
        _jobs.Clear();
        return new WorkflowActivation
        {
            Timestamp = _time,
            IsReplaying = _replaying,
            HistoryLength = (int)_historyLength,
            HistorySize = _taskStarted?.HistorySizeBytes ?? 0,
            ContinueAsNewSuggested = _taskStarted?.SuggestContinueAsNew ?? false,
            SuggestedReasons = _taskStarted is null ? [] : [.. _taskStarted.SuggestContinueAsNewReasons],
            TargetVersionChanged = _taskStarted?.TargetWorkerDeploymentVersionChanged ?? false,
            DeploymentVersion = _deploymentVersion,
            LangFlags = _flags.Lang,
            Jobs = jobs,
        };
    }

    /// <summary>Applies the events up to the next task.</summary>
    /// <returns>False if there is nothing that can be applied yet.</returns>
    private bool ApplyChunk()
    {
        var end = HistoryChunks.FindEnd(_events, _applied);
        var endsWithTask = _events[end - 1].EventType == EventType.WorkflowTaskStarted;
        if (!endsWithTask && (end = FindLastCommandEvent() + 1) == _applied)
        {
            // What came after the last task's commands is for a task that has not started yet.
            return false;
        }

        PrepareCommands();
        _replaying = !endsWithTask || end < _events.Count;
        if (endsWithTask && _replaying)
        {
            Peek(end);
        }

        var hasCompletion = false;
        for (var i = _applied; i < end; i++)
        {
            var e = _events[i];
            ProcessMessagesBefore(e.EventId);
            hasCompletion |= e.EventType == EventType.WorkflowTaskCompleted;
            if (HistoryChunks.IsCommandEvent(e.EventType))
            {
                ApplyCommandEvent(e);
            }
            else
            {
                ApplyEvent(e);
            }
        }

        ProcessMessagesBefore(long.MaxValue);
        _applied = end;
        if (hasCompletion)
        {
            CheckNothingLeft();
        }

        if (!_replaying)
        {
            EnterNewTask();
        }

        return true;
    }

    /// <summary>The index of the last event not applied that records a command; one before the first if there is none.
    /// </summary>
    private int FindLastCommandEvent()
    {
        var at = _events.Count - 1;
        while (at >= _applied && !HistoryChunks.IsCommandEvent(_events[at].EventType))
        {
            at--;
        }

        return at;
    }

    /// <summary>
    /// Looks at what the step's own completion recorded. The workflow layer needs some of it before it runs: the flags,
    /// which patches are active, how local activities ended and which updates were accepted.
    /// </summary>
    private void Peek(int start)
    {
        var end = HistoryChunks.FindEnd(_events, start);
        for (var i = start; i < end; i++)
        {
            var e = _events[i];
            switch (e.EventType)
            {
                case EventType.WorkflowTaskCompleted:
                    _flags.Add(e.WorkflowTaskCompletedEventAttributes.SdkMetadata);
                    break;
                case EventType.MarkerRecorded:
                    PeekMarker(e);
                    break;
                case EventType.WorkflowExecutionUpdateAccepted:
                    PeekAcceptedUpdate(e.WorkflowExecutionUpdateAcceptedEventAttributes);
                    break;
            }
        }
    }

    private void ForgetApplied()
    {
        _events.RemoveRange(0, _applied);
        _applied = 0;
        if (_events.Count == 0)
        {
            // A run that waits in memory needs no room for a history that it replayed once.
            _events.Capacity = 0;
        }
    }

    private void EnterNewTask()
    {
        if (!_firstTaskDone && _flags.Lang.IsEmpty && _flags.SdkName is null)
        {
            _flags.UseAllCore();
        }
    }
}
