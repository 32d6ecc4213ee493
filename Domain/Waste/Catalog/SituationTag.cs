namespace OpsFlow.Domain.Waste.Catalog;

/// <summary>Something that may be said of an item, and what follows from it.</summary>
public sealed record SituationTag
{
    /// <summary>The id, which an instruction cites.</summary>
    public required string Id { get; init; }

    /// <summary>Its name.</summary>
    public required LocalText Name { get; init; }

    /// <summary>The words that say it.</summary>
    public required LocalWords Words { get; init; }

    /// <summary>Words of parts: what is said right before one is said of the part, as in blue cap.</summary>
    public LocalWords? NotOf { get; init; }

    /// <summary>Words after which it means something else.</summary>
    public LocalWords? NotAfter { get; init; }

    /// <summary>Where it sends items; none for a tag that only advises.</summary>
    public IReadOnlyList<TagTurn> Turns { get; init; } = [];

    /// <summary>Whether its advice only prepares for recycling: what goes into the bag is not dried first.</summary>
    public bool ForRecycling { get; init; }

    /// <summary>What to do.</summary>
    public required LocalText Advice { get; init; }

    /// <summary>Ids of sources.</summary>
    public required IReadOnlyList<string> Source { get; init; }
}
