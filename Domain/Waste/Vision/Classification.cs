namespace OpsFlow.Domain.Waste.Vision;

/// <summary>What a picture was found to show.</summary>
/// <param name="Class">The Korean name of its class; null when it was not recognized.</param>
/// <param name="Subclass">The Korean name of its subclass, if known.</param>
/// <param name="Item">What it is, in words.</param>
/// <param name="Material">What it is made of, in words.</param>
/// <param name="Conditions">What state it is in.</param>
/// <param name="Confidence">How sure that is, 0 to 1.</param>
public sealed record Classification(
    string? Class, string? Subclass, string Item, string? Material, IReadOnlyList<string> Conditions,
    double Confidence);
