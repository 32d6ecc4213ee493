using OpsFlow.Domain.Waste.Catalog;

namespace OpsFlow.Domain.Waste.Matching;

/// <summary>An item with all that it is called.</summary>
/// <param name="Names">Its names.</param>
/// <param name="Heads">What means it after the name of something else.</param>
internal sealed record NamedItem(WasteItem Item, IReadOnlyList<Phrase> Names, IReadOnlyList<Phrase> Heads)
{
    /// <summary>Whether it is such a vessel itself, so that its contents' name with the noun is its own.</summary>
    public bool EndsIn(string noun) => Names.Any(n =>
        (n.IsKorean ? n.Joined : n.Stems) is var name && name.Length > noun.Length
        && name.EndsWith(noun, StringComparison.Ordinal));
}
