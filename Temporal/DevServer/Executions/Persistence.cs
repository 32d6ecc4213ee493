namespace Temporal.DevServer.Executions;

/// <summary>How a transition is kept.</summary>
internal enum Persistence
{
    /// <summary>Written when it has events.</summary>
    Events,

    /// <summary>Written, events or not.</summary>
    Always,

    /// <summary>Kept in memory: it may be forgotten in a crash.</summary>
    Memory,
}
