namespace OpsFlow.Domain.Prescriptions.Interactions;

/// <summary>Two ingredients, the same pair in whatever order they come.</summary>
public sealed record IngredientPair
{
    private IngredientPair(string first, string second) => (First, Second) = (first, second);

    public string First { get; }

    public string Second { get; }

    public static IngredientPair Of(string one, string other) =>
        string.CompareOrdinal(one, other) <= 0 ? new(one, other) : new(other, one);

    public override string ToString() => $"{First}+{Second}";
}
