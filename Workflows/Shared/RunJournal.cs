using Temporalio.Common;
using Temporalio.Workflows;

namespace OpsFlow.Workflows.Shared;

/// <summary>
/// Where a run stands: its state, the states before with their times, the search attribute and the record, changed
/// together and in this order.
/// </summary>
/// <param name="initial">The state of a run that has not begun.</param>
/// <param name="attribute">Filled with the state's name; must be registered in the namespace.</param>
public sealed class RunJournal<TState>(TState initial, SearchAttributeKey<string> attribute)
    where TState : struct, Enum
{
    private readonly List<JournalEntry<TState>> _timeline = [];

    /// <summary>The state.</summary>
    public TState State { get; private set; } = initial;

    /// <summary>The states entered so far, and what was noted of them.</summary>
    public IReadOnlyList<JournalEntry<TState>> Timeline => _timeline;

    /// <summary>Notes something without a change of state.</summary>
    public void Note(string? detail) => _timeline.Add(new(Workflow.UtcNow, State, detail));

    /// <summary>Enters a state.</summary>
    /// <param name="detail">The reason, a commit or such; may be null.</param>
    /// <param name="recordAsync">Writes it to the record by an activity that a repeat does not change.</param>
    public Task EnterAsync(TState state, string? detail, Func<Task> recordAsync)
    {
        State = state;
        Note(detail);
        Workflow.UpsertTypedSearchAttributes(attribute.ValueSet(state.ToString()));
        return recordAsync();
    }
}
