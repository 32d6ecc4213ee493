using Microsoft.Extensions.Configuration;

namespace OpsFlow.Infrastructure.Weather;

/// <summary>Where weather comes from.</summary>
public sealed record WeatherSettings
{
    /// <summary>The service key of data.go.kr, as it is shown there, encoded or not; null for no weather.</summary>
    [ConfigurationKeyName("KMA_KEY")]
    public string? Key { get; init; }

    /// <summary>Where the forecast service is. Default that of data.go.kr.</summary>
    [ConfigurationKeyName("KMA_URL")]
    public Uri Url { get; init; } = new("https://apis.data.go.kr/1360000/VilageFcstInfoService_2.0/");
}
