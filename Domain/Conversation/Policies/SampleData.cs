namespace OpsFlow.Domain.Conversation.Policies;

/// <summary>Samples in place of providers; every answer from them says so.</summary>
/// <param name="AsOf">The day that they are of.</param>
public sealed record SampleData(
    string AsOf, IReadOnlyList<SampleData.District> BulkWaste, IReadOnlyList<SampleData.Price> Prices,
    IReadOnlyList<SampleData.Point> Points, IReadOnlyList<SampleData.Place> Places,
    IReadOnlyList<SampleData.Town> Towns)
{
    private const double EarthRadius = 6371;

    /// <summary>Kilometers between two places.</summary>
    public static double Distance(double lat, double lon, double otherLat, double otherLon)
    {
        var (a, b) = (double.DegreesToRadians(lat), double.DegreesToRadians(otherLat));
        var half = Math.Pow(Math.Sin((b - a) / 2), 2)
            + (Math.Cos(a) * Math.Cos(b) * Math.Pow(Math.Sin(double.DegreesToRadians(otherLon - lon) / 2), 2));
        return 2 * EarthRadius * Math.Asin(Math.Sqrt(Math.Min(1, half)));
    }

    /// <summary>How a district takes bulky waste, with fees in won.</summary>
    public sealed record District(
        string Sigungu, string Method, string Url, string Phone, IReadOnlyDictionary<string, int> Fees);

    /// <summary>Won for a kilogram.</summary>
    public sealed record Price(string Category, string Item, string Region, int Won);

    /// <summary>Where something is collected.</summary>
    public sealed record Point(string Name, string Address, double Lat, double Lon, IReadOnlyList<string> Items);

    /// <summary>A place that people look for.</summary>
    public sealed record Place(string Name, string Address, double Lat, double Lon, string Kind);

    /// <summary>Where a name is. Real, unlike the samples.</summary>
    public sealed record Town(string Name, double Lat, double Lon);
}
