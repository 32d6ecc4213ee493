namespace OpsFlow.Workflows.Shared;

/// <summary>An entry of a run's timeline.</summary>
/// <param name="At">When (UTC).</param>
/// <param name="State">The state entered.</param>
/// <param name="Detail">More, or null.</param>
public sealed record JournalEntry<TState>(DateTime At, TState State, string? Detail);
