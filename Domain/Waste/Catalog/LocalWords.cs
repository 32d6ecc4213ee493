namespace OpsFlow.Domain.Waste.Catalog;

/// <summary>Words by which people call something, by language.</summary>
public sealed record LocalWords(IReadOnlyList<string> Ko, IReadOnlyList<string> En)
{
    /// <summary>All of them.</summary>
    public IEnumerable<string> All => Ko.Concat(En);
}
