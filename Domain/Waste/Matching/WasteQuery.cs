namespace OpsFlow.Domain.Waste.Matching;

/// <summary>What is asked about: words, and what is known of the thing besides.</summary>
/// <param name="Text">Words for the thing; may be empty.</param>
/// <param name="Class">Its class by the Korean name, if known.</param>
/// <param name="Subclass">Its subclass, if known.</param>
/// <param name="Material">What it is made of, if known.</param>
/// <param name="Conditions">What is said of its state.</param>
public sealed record WasteQuery(
    string Text, string? Class = null, string? Subclass = null, string? Material = null,
    IReadOnlyList<string>? Conditions = null);
