namespace OpsFlow.Domain.Prescriptions.Cards;

/// <summary>A coded reason to go on in spite of a card.</summary>
public sealed record OverrideReason(string Code, string System, string Display);
