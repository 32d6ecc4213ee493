using OpsFlow.Domain.Weather;

namespace OpsFlow.Domain.Tests.Weather;

public sealed class ForecastGridTests
{
    // The first is the example of KMA's guide, the others are of its table of places.
    [Theory]
    [InlineData(37.488201, 126.929810, 59, 125)]
    [InlineData(37.5665, 126.9780, 60, 127)]
    [InlineData(35.1796, 129.0756, 98, 76)]
    [InlineData(37.4563, 126.7052, 55, 124)]
    [InlineData(33.4996, 126.5312, 53, 38)]
    [InlineData(37.4845, 130.9057, 127, 127)]
    [InlineData(37.2411, 131.8642, 144, 123)]
    public void Of_PlaceInKorea_IsItsCell(double latitude, double longitude, int x, int y) =>
        Assert.Equal(new ForecastGrid(x, y), ForecastGrid.Of(latitude, longitude));

    [Theory]
    [InlineData(35.68, 139.69)]
    [InlineData(0, 0)]
    [InlineData(90, 127)]
    [InlineData(-90, 127)]
    [InlineData(double.NaN, 127)]
    [InlineData(37.5, double.PositiveInfinity)]
    [InlineData(37.5, 1e300)]
    public void Of_PlaceElsewhere_IsNone(double latitude, double longitude) =>
        Assert.Null(ForecastGrid.Of(latitude, longitude));
}
