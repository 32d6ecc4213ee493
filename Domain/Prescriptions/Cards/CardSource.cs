namespace OpsFlow.Domain.Prescriptions.Cards;

/// <summary>Where a card's facts are from; the label has the version of the data.</summary>
public sealed record CardSource(string Label, string? Url);
