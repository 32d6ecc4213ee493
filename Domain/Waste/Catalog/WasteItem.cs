namespace OpsFlow.Domain.Waste.Catalog;

/// <summary>An item and the rule for it.</summary>
public sealed record WasteItem
{
    /// <summary>The id, which an instruction cites.</summary>
    public required string Id { get; init; }

    /// <summary>What it is called.</summary>
    public required LocalText Name { get; init; }

    /// <summary>The Korean name of its class.</summary>
    public string Class { get; init; } = "";

    /// <summary>The Korean name of its subclass.</summary>
    public required string Subclass { get; init; }

    /// <summary>What it is made of.</summary>
    public required string Material { get; init; }

    /// <summary>Whether it is recycled when it is put out as the rule says.</summary>
    public required bool Recyclable { get; init; }

    /// <summary>Whether it does harm in a bag or among recyclables.</summary>
    public bool Hazardous { get; init; }

    /// <summary>Whether it is emptied and rinsed.</summary>
    public required bool Wash { get; init; }

    /// <summary>What is taken off: ids of parts.</summary>
    public IReadOnlyList<string> Remove { get; init; } = [];

    /// <summary>Where it is put: the id of a method.</summary>
    public required string Method { get; init; }

    /// <summary>What else matters; may be null.</summary>
    public LocalText? Notes { get; init; }

    /// <summary>What a right classification is worth.</summary>
    public required int Points { get; init; }

    /// <summary>Other words for it.</summary>
    public required LocalWords Aliases { get; init; }

    /// <summary>Words that mean it after the name of something else, as a lid's; may be null.</summary>
    public LocalWords? Heads { get; init; }

    /// <summary>The material whose unknown things its rule holds for, in Korean; null for none.</summary>
    public string? StandsFor { get; init; }

    /// <summary>Ids of sources.</summary>
    public required IReadOnlyList<string> Source { get; init; }
}
