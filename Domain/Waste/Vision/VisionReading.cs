namespace OpsFlow.Domain.Waste.Vision;

/// <summary>What became of a model's answer about a picture.</summary>
/// <param name="Classification">What it says; null when it cannot be used.</param>
/// <param name="Faults">Why it cannot be used, for the model that is asked again.</param>
public sealed record VisionReading(Classification? Classification, IReadOnlyList<string> Faults);
