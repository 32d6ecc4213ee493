namespace OpsFlow.Workflows.Prescriptions;

/// <summary>A look at a pharmacy's database.</summary>
public sealed record PollInput(string PharmacyId);
