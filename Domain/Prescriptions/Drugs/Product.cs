namespace OpsFlow.Domain.Prescriptions.Drugs;

/// <summary>A product, or a name that stands for a combination.</summary>
public sealed record Product(
    string Code,
    string Korean,
    string English,
    IReadOnlyList<string> Ingredients,
    string? Strength,
    string? Form,
    string? Route,
    IReadOnlyList<string> Aliases,
    string SourceId)
{
    /// <summary>Every way to write it.</summary>
    public IEnumerable<string> Names => [Korean, English, .. Aliases];
}
