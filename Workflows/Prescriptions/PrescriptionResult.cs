namespace OpsFlow.Workflows.Prescriptions;

/// <summary>How an analysis ended.</summary>
/// <param name="Decided">How many cards were decided on.</param>
public sealed record PrescriptionResult(PrescriptionState State, int Decided);
