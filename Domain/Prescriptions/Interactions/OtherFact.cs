namespace OpsFlow.Domain.Prescriptions.Interactions;

/// <summary>What a provider says of two ingredients that it was not asked about.</summary>
public sealed record OtherFact(string First, string Second, InteractionFact Fact);
