namespace OpsFlow.Infrastructure.Weather;

/// <summary>What falls. The numbers are KMA's (PTY).</summary>
public enum Precipitation
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Rain.</summary>
    Rain = 1,

    /// <summary>Rain and snow.</summary>
    Sleet = 2,

    /// <summary>Snow.</summary>
    Snow = 3,

    /// <summary>A shower.</summary>
    Shower = 4,

    /// <summary>Some drops.</summary>
    Drizzle = 5,

    /// <summary>Some drops and flakes.</summary>
    LightSleet = 6,

    /// <summary>Some flakes.</summary>
    Flurries = 7,
}
