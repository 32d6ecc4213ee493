namespace OpsFlow.Workflows.Prescriptions;

/// <summary>Asks who waits for a permit.</summary>
/// <param name="Known">Those that need not be told again.</param>
/// <param name="Limit">The most to tell.</param>
public sealed record NextInput(string PharmacyId, IReadOnlyList<string> Known, int Limit);
