namespace OpsFlow.Domain.Waste.Catalog;

/// <summary>A character that stands for a class.</summary>
public sealed record WasteCharacter
{
    /// <summary>The id.</summary>
    public required string Id { get; init; }

    /// <summary>Its name.</summary>
    public required LocalText Name { get; init; }

    /// <summary>The Korean name of its class.</summary>
    public required string Class { get; init; }

    /// <summary>Korean names of the subclasses that it stands for first.</summary>
    public IReadOnlyList<string> Subclasses { get; init; } = [];

    /// <summary>Whether every user has it from first contact.</summary>
    public bool Default { get; init; }

    /// <summary>What it says.</summary>
    public required LocalText Line { get; init; }

    /// <summary>The picture's path beside the data.</summary>
    public required string Picture { get; init; }

    /// <summary>The license of name, line and picture.</summary>
    public required string License { get; init; }
}
