namespace OpsFlow.Domain.Prescriptions.Interactions;

/// <summary>One ingredient in several lines.</summary>
public sealed record DuplicateIngredient(string Ingredient, IReadOnlyList<int> Lines);
