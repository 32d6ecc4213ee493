using OpsFlow.Domain.Waste.Catalog;

namespace OpsFlow.Domain.Waste.Matching;

/// <summary>The rule for what was asked about.</summary>
public sealed record RuleMatch
{
    /// <summary>The item whose rule it is.</summary>
    public required WasteItem Item { get; init; }

    /// <summary>The class, which a situation may have changed.</summary>
    public required string Class { get; init; }

    /// <summary>The subclass; null where a situation changed the class.</summary>
    /// <remarks>Not required: nulls are left out of what is stored, which must be readable again.</remarks>
    public string? Subclass { get; init; }

    /// <summary>Whether it is recycled.</summary>
    public required bool Recyclable { get; init; }

    /// <summary>What the situation is.</summary>
    public required IReadOnlyList<SituationTag> Tags { get; init; }

    /// <summary>What to do, in order; a warning comes first.</summary>
    public required IReadOnlyList<Instruction> Instructions { get; init; }

    /// <summary>What a right classification is worth.</summary>
    public required int Points { get; init; }

    /// <summary>Why it matched, for people.</summary>
    public required IReadOnlyList<string> Why { get; init; }

    /// <summary>Whether no word named the item, so that its class' own rule stands in.</summary>
    public required bool IsByClass { get; init; }
}
