using Google.Protobuf;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.History.V1;

namespace OpsFlow.Engine.Histories;

/// <summary>
/// One run: its history and what is remembered besides. Pure: it knows no clock, no disk, no queue. A transition is
/// begun, requests change the state and append events, and whoever began it stores the result and carries out the
/// effects. A transition that fails half-way is rolled back to what the one before it left.
/// </summary>
internal sealed partial class MutableState
{
    /// <summary>Task ids are opaque on the wire; official ones start here too.</summary>
    private const long TaskIdBase = 1_048_576;

    private const int MaximumHistoryCount = 50 * 1024;
    private const long MaximumHistoryBytes = 50 * 1024 * 1024;

    private ByteString _lastKept;
    private int _savedEvents;
    private int _keptEvents;
    private HashSet<string>? _signalRequests;

    public MutableState(RunState state, List<HistoryEvent> history, ByteString? saved)
    {
        State = state;
        History = history;
        _savedEvents = _keptEvents = history.Count;
        _lastKept = saved ?? ByteString.Empty;
    }

    /// <summary>What is stored beside the history.</summary>
    public RunState State { get; private set; }

    /// <summary>All events from 1 on; the newest may not be stored yet.</summary>
    public List<HistoryEvent> History { get; }

    /// <summary>What the transition asks of the outside.</summary>
    public List<Effect> Effects { get; private set; } = [];

    /// <summary>Runs that must be created in the same transaction.</summary>
    public List<MutableState> NewRuns { get; private set; } = [];

    /// <summary>Updates that are not in the history yet, by id, in order of arrival. Lost with the process.</summary>
    public Dictionary<string, AdmittedUpdate> Admitted { get; } = new(StringComparer.Ordinal);

    /// <summary>The time of the transition.</summary>
    public long Now { get; private set; }

    public bool IsRunning => State.Status == WorkflowExecutionStatus.Running;

    public bool HasStartedWorkflowTask => State.WorkflowTask is { StartedEventId: > 0 };

    /// <summary>Why the history may not grow further; null when it may.</summary>
    public string? HistoryLimitExceeded => State.HistorySize > MaximumHistoryBytes
        ? "Workflow history size exceeds limit."
        : History.Count > MaximumHistoryCount ? "Workflow history count exceeds limit." : null;

    /// <summary>Events appended since the last save.</summary>
    public int UnsavedEventCount => History.Count - _savedEvents;

    /// <summary>Events appended since the last transition was saved or kept.</summary>
    public int NewEventCount => History.Count - _keptEvents;

    public void Begin(long now)
    {
        // The history's times never go back, whatever the clock does.
        Now = History.Count == 0 ? now : Math.Max(now, Ticks.FromTimestamp(History[^1].EventTime));
        Effects = [];
        NewRuns = [];
    }

    /// <summary>Serialises the state and makes it what a rollback returns to.</summary>
    public (ByteString State, List<HistoryEvent> Events) Save()
    {
        State.StateTransitions++;
        _lastKept = State.ToByteString();
        var events = History.GetRange(_savedEvents, History.Count - _savedEvents);
        _savedEvents = _keptEvents = History.Count;
        return (_lastKept, events);
    }

    /// <summary>Makes the state what a rollback returns to, without saving it: the next save takes it along.</summary>
    public void Keep()
    {
        _lastKept = State.ToByteString();
        _keptEvents = History.Count;
    }

    public void Rollback()
    {
        State = RunState.Parser.ParseFrom(_lastKept);
        History.RemoveRange(_keptEvents, History.Count - _keptEvents);
        _signalRequests = null;
        Effects = [];
        NewRuns = [];
    }

    public HistoryEvent Event(long eventId) => History[(int)eventId - 1];

    /// <summary>When something in the run falls due next; 0 = never.</summary>
    public long NextWakeTime()
    {
        if (!IsRunning)
        {
            return 0;
        }

        var next = long.MaxValue;
        void Consider(long time)
        {
            if (time != 0 && time < next)
            {
                next = time;
            }
        }

        Consider(State.RunExpirationTime);
        if (State.WorkflowTask is null && State.LastCompletedTaskStartedEventId == 0)
        {
            Consider(State.FirstTaskTime);
        }

        Consider(WorkflowTaskDeadline());
        foreach (var timer in State.Timers.Values)
        {
            Consider(timer.FireTime);
        }

        foreach (var activity in State.Activities.Values)
        {
            Consider(ActivityDeadline(activity, out _));
        }

        return next == long.MaxValue ? 0 : next;
    }

    /// <summary>
    /// Somebody is at work for the run: a worker, or the server itself. It is not just waiting for time.
    /// </summary>
    public bool IsBusy =>
        State.CloseWorkPending
        || (IsRunning
            && (State.WorkflowTask is not null
                || State.ExternalSignals.Count > 0
                || State.ExternalCancels.Count > 0
                || State.Activities.Values.Any(a => a is { BackingOff: false, Paused: false })
                || State.Children.Values.Any(c => c.RunId.Length == 0)));

    /// <summary>Whether <see cref="OutstandingEffects"/> has any.</summary>
    public bool HasOutstandingEffects =>
        State.CloseWorkPending
        || (IsRunning
            && (State.WorkflowTask is { StartedEventId: 0 }
                || State.ExternalSignals.Count > 0
                || State.ExternalCancels.Count > 0
                || State.Activities.Values.Any(a => a is { StartedTime: 0, BackingOff: false, Paused: false })
                || State.Children.Values.Any(c => c.StartedEventId == 0 && c.RunId.Length == 0)));

    /// <summary>The work that a fresh process must take up again.</summary>
    public List<Effect> OutstandingEffects()
    {
        var effects = new List<Effect>();
        if (State.CloseWorkPending)
        {
            effects.Add(new Effect(EffectKind.Closed));
        }

        if (!IsRunning)
        {
            return effects;
        }

        if (State.WorkflowTask is { StartedEventId: 0 })
        {
            effects.Add(new Effect(EffectKind.WorkflowTask, State.WorkflowTask.ScheduledEventId));
        }

        effects.AddRange(State.Activities.Values
            .Where(a => a is { StartedTime: 0, BackingOff: false, Paused: false })
            .Select(a => new Effect(EffectKind.Activity, a.ScheduledEventId)));
        effects.AddRange(State.Children.Values
            .Where(c => c.StartedEventId == 0 && c.RunId.Length == 0)
            .Select(c => new Effect(EffectKind.StartChild, c.InitiatedEventId)));
        effects.AddRange(State.ExternalSignals.Keys.Select(id => new Effect(EffectKind.SignalExternal, id)));
        effects.AddRange(State.ExternalCancels.Keys.Select(id => new Effect(EffectKind.CancelExternal, id)));
        return effects;
    }

    /// <summary>An event of the transition's time, without its id.</summary>
    private HistoryEvent NewEvent(EventType type) => new()
    {
        EventTime = Ticks.ToTimestamp(Now),
        EventType = type,
    };

    private HistoryEvent Add(HistoryEvent historyEvent)
    {
        MaterializeSpeculativeTask();
        return AddRaw(historyEvent);
    }

    private HistoryEvent AddRaw(HistoryEvent historyEvent)
    {
        historyEvent.EventId = State.NextEventId++;
        historyEvent.TaskId = TaskIdBase + historyEvent.EventId;
        State.HistorySize += historyEvent.CalculateSize();
        History.Add(historyEvent);
        return historyEvent;
    }
}
