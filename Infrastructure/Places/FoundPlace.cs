namespace OpsFlow.Infrastructure.Places;

/// <summary>A place.</summary>
/// <param name="Meters">From where the person is; null when that is not known.</param>
public sealed record FoundPlace(
    string Name, string Address, string? Phone, double Latitude, double Longitude, int? Meters);
