namespace OpsFlow.Infrastructure.Weather;

/// <summary>Knows the weather.</summary>
public interface IWeatherSource
{
    /// <summary>Its name, as answers cite it.</summary>
    string Name { get; }

    /// <summary>What has to be set for it; null when it can be asked.</summary>
    string? Missing { get; }

    /// <summary>The weather of a place; null for one that it knows nothing of.</summary>
    /// <exception cref="WeatherException">It cannot be had.</exception>
    Task<WeatherReport?> ReadAsync(double latitude, double longitude, CancellationToken cancellationToken);
}
