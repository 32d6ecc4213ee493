namespace OpsFlow.Infrastructure.Weather;

/// <summary>The weather of a place.</summary>
/// <param name="Now">Null when it is not known.</param>
/// <param name="Days">From today on; empty when none is known.</param>
public sealed record WeatherReport(WeatherNow? Now, IReadOnlyList<WeatherDay> Days);
