using OpsFlow.Domain.Waste.Vision;

namespace OpsFlow.Records.ScanChain;

/// <summary>What the vision stage found, or what the user said.</summary>
/// <param name="Seen">What it is; of no class when nobody knew.</param>
/// <param name="By">model, hint or user.</param>
/// <param name="Model">The model that looked; null for none.</param>
/// <param name="Notice">What the user should know of how it came about.</param>
/// <param name="NeedsInput">Whether the user has to say what it is.</param>
/// <param name="Others">What else the picture shows, by name; only the main thing is answered.</param>
public sealed record SeenPicture(
    Classification Seen, string By, string? Model, string? Notice, bool NeedsInput,
    IReadOnlyList<string>? Others = null);
