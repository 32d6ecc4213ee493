namespace OpsFlow.Domain.Prescriptions.Interactions;

/// <summary>Two ingredients of a prescription that a table has an entry for.</summary>
/// <param name="First">One ingredient.</param>
/// <param name="Second">The other.</param>
/// <param name="Severity">The highest that any source gives.</param>
/// <param name="Effect">What happens, by the source with that severity.</param>
/// <param name="Advice">What to do.</param>
/// <param name="Conditions">When it holds, by all sources.</param>
/// <param name="AboveDose">Whether the severity is that of the dose.</param>
/// <param name="FirstLines">The lines that contain the one.</param>
/// <param name="SecondLines">The lines that contain the other.</param>
/// <param name="Sources">All who say so.</param>
/// <param name="DoseUnknown">Whether a higher dose would be more severe, and the dose is not known.</param>
public sealed record FoundInteraction(
    string First,
    string Second,
    InteractionSeverity Severity,
    LocalizedText Effect,
    LocalizedText Advice,
    IReadOnlyList<LocalizedText> Conditions,
    bool AboveDose,
    IReadOnlyList<int> FirstLines,
    IReadOnlyList<int> SecondLines,
    IReadOnlyList<DataSource> Sources,
    bool DoseUnknown = false);
