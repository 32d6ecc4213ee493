namespace OpsFlow.Workflows.Prescriptions;

/// <summary>Where a watch stands.</summary>
/// <param name="Permits">How many there are.</param>
/// <param name="Held">Who holds one.</param>
/// <param name="Next">Who gets the next ones.</param>
public sealed record WatchStatus(int Permits, IReadOnlyList<Permit> Held, IReadOnlyList<string> Next);
