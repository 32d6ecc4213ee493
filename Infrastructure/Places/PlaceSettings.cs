using Microsoft.Extensions.Configuration;

namespace OpsFlow.Infrastructure.Places;

/// <summary>Where places are looked up.</summary>
public sealed record PlaceSettings
{
    /// <summary>The REST API key of Kakao Developers; null leaves the samples.</summary>
    [ConfigurationKeyName("KAKAO_KEY")]
    public string? Key { get; init; }

    /// <summary>Where Kakao Local is. Default Kakao's own address.</summary>
    [ConfigurationKeyName("KAKAO_URL")]
    public Uri Url { get; init; } = new("https://dapi.kakao.com/");
}
