using System.Globalization;
using OpsFlow.Domain.Weather;

namespace OpsFlow.Domain.Tests.Weather;

public sealed class ForecastTimesTests
{
    [Theory]
    [InlineData("2026-03-12 00:00", "2026-03-11 23:00")]
    [InlineData("2026-03-12 02:09", "2026-03-11 23:00")]
    [InlineData("2026-03-12 02:10", "2026-03-12 02:00")]
    [InlineData("2026-03-12 05:09", "2026-03-12 02:00")]
    [InlineData("2026-03-12 14:30", "2026-03-12 14:00")]
    [InlineData("2026-03-12 23:09", "2026-03-12 20:00")]
    [InlineData("2026-03-12 23:10", "2026-03-12 23:00")]
    [InlineData("2026-01-01 00:05", "2025-12-31 23:00")]
    public void Forecast_AnyMoment_IsTheNewestThatIsThere(string now, string of) =>
        Assert.Equal(At(of), ForecastTimes.Forecast(At(now)));

    [Theory]
    [InlineData("2026-03-12 00:39", "2026-03-11 23:00")]
    [InlineData("2026-03-12 00:40", "2026-03-12 00:00")]
    [InlineData("2026-03-12 13:00", "2026-03-12 12:00")]
    public void Observed_AnyMoment_IsTheNewestThatIsThere(string now, string of) =>
        Assert.Equal(At(of), ForecastTimes.Observed(At(now)));

    private static DateTime At(string text) =>
        DateTime.ParseExact(text, "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
}
