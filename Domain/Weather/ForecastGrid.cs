namespace OpsFlow.Domain.Weather;

/// <summary>
/// A cell of the grid that the Korea Meteorological Administration forecasts for: 5 km by a Lambert conformal conic
/// projection. Source: KMA, short-term forecast service, user guide, conversion of grid and coordinates.
/// </summary>
/// <param name="X">1 to 149, from the west.</param>
/// <param name="Y">1 to 253, from the south.</param>
public readonly record struct ForecastGrid(int X, int Y)
{
    private const double EarthRadius = 6371.00877;
    private const double Side = 5.0;
    private const double FirstParallel = 30.0;
    private const double SecondParallel = 60.0;
    private const double OriginLongitude = 126.0;
    private const double OriginLatitude = 38.0;
    private const int OriginX = 43;
    private const int OriginY = 136;
    private const int MaxX = 149;
    private const int MaxY = 253;

    private static readonly double s_cone =
        Math.Log(Math.Cos(Radians(FirstParallel)) / Math.Cos(Radians(SecondParallel)))
        / Math.Log(Slope(SecondParallel) / Slope(FirstParallel));

    private static readonly double s_scale =
        EarthRadius / Side * Math.Pow(Slope(FirstParallel), s_cone) * Math.Cos(Radians(FirstParallel)) / s_cone;

    /// <summary>The cell of a place; null when it is outside of the grid.</summary>
    public static ForecastGrid? Of(double latitude, double longitude)
    {
        if (!double.IsFinite(latitude) || !double.IsFinite(longitude) || Math.Abs(latitude) >= 90)
        {
            return null;
        }

        var (distance, origin) = (Distance(latitude), Distance(OriginLatitude));
        var angle = s_cone * Math.IEEERemainder(Radians(longitude - OriginLongitude), 2 * Math.PI);
        var x = Math.Floor((distance * Math.Sin(angle)) + OriginX + 0.5);
        var y = Math.Floor(origin - (distance * Math.Cos(angle)) + OriginY + 0.5);
        return x is >= 1 and <= MaxX && y is >= 1 and <= MaxY ? new((int)x, (int)y) : null;
    }

    private static double Distance(double latitude) => s_scale / Math.Pow(Slope(latitude), s_cone);

    private static double Slope(double latitude) => Math.Tan((Math.PI / 4) + (Radians(latitude) / 2));

    private static double Radians(double degrees) => double.DegreesToRadians(degrees);
}
