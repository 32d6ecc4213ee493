namespace OpsFlow.Engine.Executions;

/// <summary>How a transition is kept.</summary>
internal enum Persistence
{
    /// <summary>Written when it has events.</summary>
    Events,

    /// <summary>Written, events or not.</summary>
    Always,

    /// <summary>Kept in memory: it may be forgotten in a crash.</summary>
    Memory,

    /// <summary>
    /// Written with the run's next transition, before anybody reads it, or when a moment has passed (see
    /// <see cref="WriteBehind"/>): it may be forgotten in a crash. Only for a transition without effects.
    /// </summary>
    WithNext,
}
