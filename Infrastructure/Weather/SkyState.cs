namespace OpsFlow.Infrastructure.Weather;

/// <summary>How the sky is. The numbers are KMA's (SKY).</summary>
public enum SkyState
{
    /// <summary>Clear.</summary>
    Clear = 1,

    /// <summary>Mostly cloudy.</summary>
    Cloudy = 3,

    /// <summary>Overcast.</summary>
    Overcast = 4,
}
