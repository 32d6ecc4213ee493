namespace OpsFlow.Domain.Weather;

/// <summary>
/// Of which moment the newest data is. It can be asked for only some minutes after that moment. Source: KMA, short-term
/// forecast service, user guide. All in Korean time.
/// </summary>
public static class ForecastTimes
{
    private const int FirstHour = 2;
    private const int Hours = 3;

    // Observations are there 40 minutes after the hour, forecasts 10 after theirs.
    private static readonly TimeSpan s_observed = TimeSpan.FromMinutes(40);
    private static readonly TimeSpan s_forecast = TimeSpan.FromMinutes(10);

    /// <summary>What is observed now: of the full hour.</summary>
    public static DateTime Observed(DateTime now)
    {
        var at = now - s_observed;
        return at.Date.AddHours(at.Hour);
    }

    /// <summary>What is forecast for the next days: of 02, 05, 08, ... 23 o'clock.</summary>
    public static DateTime Forecast(DateTime now)
    {
        var at = now - s_forecast;
        return at.Hour < FirstHour
            ? at.Date.AddDays(-1).AddHours(24 - Hours + FirstHour)
            : at.Date.AddHours(((at.Hour - FirstHour) / Hours * Hours) + FirstHour);
    }
}
