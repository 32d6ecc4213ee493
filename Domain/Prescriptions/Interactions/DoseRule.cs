namespace OpsFlow.Domain.Prescriptions.Interactions;

/// <summary>A severity that holds above a daily dose of one of the two.</summary>
public sealed record DoseRule(string Ingredient, decimal AboveMg, InteractionSeverity Severity);
