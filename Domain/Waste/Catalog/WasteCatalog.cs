namespace OpsFlow.Domain.Waste.Catalog;

/// <summary>All that is known of waste: classes, items, situations, characters, and where it is from.</summary>
public sealed record WasteCatalog
{
    /// <summary>Where the facts are from.</summary>
    public required IReadOnlyList<WasteSource> Sources { get; init; }

    /// <summary>The classes.</summary>
    public required IReadOnlyList<WasteClass> Classes { get; init; }

    /// <summary>What may have to be taken off, and <see cref="Wash"/>.</summary>
    public required IReadOnlyList<WasteStep> Parts { get; init; }

    /// <summary>Where things are put.</summary>
    public required IReadOnlyList<WasteStep> Methods { get; init; }

    /// <summary>The items.</summary>
    public required IReadOnlyList<WasteItem> Items { get; init; }

    /// <summary>The situations.</summary>
    public required IReadOnlyList<SituationTag> Tags { get; init; }

    /// <summary>Spellings and what they stand for.</summary>
    public required IReadOnlyList<IReadOnlyList<string>> Spellings { get; init; }

    /// <summary>The characters.</summary>
    public required IReadOnlyList<WasteCharacter> Characters { get; init; }

    /// <summary>The part that says how an item is rinsed.</summary>
    public const string Wash = "wash";

    /// <summary>A class by its name in either language or one of its aliases, however it is written.</summary>
    public WasteClass? FindClass(string? name) => name is null
        ? null
        : Classes.FirstOrDefault(c => c.Aliases.Append(c.Name.Ko).Append(c.Name.En).Any(a => Same(a, name)));

    /// <summary>A subclass of a class by its name in either language.</summary>
    public static WasteSubclass? FindSubclass(WasteClass? of, string? name) => name is null
        ? null
        : of?.Subclasses.FirstOrDefault(s => Same(s.Name.Ko, name) || Same(s.Name.En, name));

    private static bool Same(string a, string b) =>
        Matching.WasteText.Fold(a).Equals(Matching.WasteText.Fold(b), StringComparison.Ordinal);
}
