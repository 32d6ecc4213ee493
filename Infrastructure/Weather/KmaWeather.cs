using System.Globalization;
using OpsFlow.Domain.Weather;
using OpsFlow.Infrastructure.Requests;

namespace OpsFlow.Infrastructure.Weather;

/// <summary>
/// The short-term forecast service of the Korea Meteorological Administration. Source: data.go.kr,
/// VilageFcstInfoService 2.0, user guide.
/// </summary>
public sealed class KmaWeather(HttpClient http, WeatherSettings settings, TimeProvider time) : IWeatherSource
{
    private const int MaxBytes = 2 * 1024 * 1024;
    private const int MaxDays = 4;

    private static readonly TimeSpan s_korea = TimeSpan.FromHours(9);
    private static readonly TimeSpan s_hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan s_threeHours = TimeSpan.FromHours(3);

    /// <inheritdoc/>
    public string Name => "기상청 단기예보 (KMA)";

    /// <inheritdoc/>
    public string? Missing => settings.Key is null ? "OPSFLOW_KMA_KEY" : null;

    /// <inheritdoc/>
    public async Task<WeatherReport?> ReadAsync(
        double latitude, double longitude, CancellationToken cancellationToken)
    {
        if (ForecastGrid.Of(latitude, longitude) is not { } cell)
        {
            return null;
        }

        var now = time.GetUtcNow().ToOffset(s_korea).DateTime;
        var observing = TryAsync(
            "getUltraSrtNcst", cell, ForecastTimes.Observed(now), s_hour, cancellationToken);
        var forecasting = TryAsync(
            "getVilageFcst", cell, ForecastTimes.Forecast(now), s_threeHours, cancellationToken);
        var (observed, observeFault) = await observing;
        var (forecast, forecastFault) = await forecasting;
        // One of the two is better than nothing.
        return observed.Count == 0 && forecast.Count == 0
            ? throw (forecastFault ?? observeFault ?? new WeatherException("KMA has no data of this moment."))
            : new WeatherReport(Now(observed), Days(forecast, DateOnly.FromDateTime(now)));
    }

    private static WeatherNow? Now(IReadOnlyList<KmaItem> items)
    {
        if (items.Count == 0)
        {
            return null;
        }

        string? Of(string category) => items.FirstOrDefault(i => i.Category == category)?.Value;
        double? Number(string category) => Of(category) is { } value ? KmaAnswer.Number(value) : null;
        var rain = Of("RN1");
        return new(
            items[0].At, Number("T1H"), Number("REH"), Number("WSD"),
            rain is null or "강수없음" || KmaAnswer.Number(rain) is 0 ? null
                : KmaAnswer.Number(rain) is { } millimeters
                    ? string.Create(CultureInfo.InvariantCulture, $"{millimeters:0.#}mm")
                : rain.Contains("mm", StringComparison.Ordinal) ? rain : null,
            Falls(Of("PTY")));
    }

    private static IReadOnlyList<WeatherDay> Days(IReadOnlyList<KmaItem> items, DateOnly today) =>
    [
        .. items.GroupBy(i => DateOnly.FromDateTime(i.At)).Where(d => d.Key >= today).OrderBy(d => d.Key).Take(MaxDays)
            .Select(d =>
            {
                IEnumerable<double> Of(string category) => d.Where(i => i.Category == category)
                    .Select(i => KmaAnswer.Number(i.Value)).OfType<double>();
                var temperatures = Of("TMP").ToList();
                double? Or(IEnumerable<double> first, double? other) => first.Select(v => (double?)v)
                    .FirstOrDefault() ?? other;
                return new WeatherDay(
                    d.Key,
                    Or(Of("TMN"), temperatures.Count > 0 ? temperatures.Min() : null),
                    Or(Of("TMX"), temperatures.Count > 0 ? temperatures.Max() : null),
                    Of("POP").Select(p => (int?)Math.Clamp((int)p, 0, 100)).Max(),
                    Of("SKY").Where(s => Enum.IsDefined((SkyState)(int)s)).GroupBy(s => s)
                        .OrderByDescending(s => s.Count()).Select(s => (SkyState?)(int)s.Key).FirstOrDefault(),
                    [
                        .. d.Where(i => i.Category == "PTY").Select(i => Falls(i.Value))
                            .Where(f => f != Precipitation.None).Distinct(),
                    ]);
            }),
    ];

    private static Precipitation Falls(string? value) =>
        value is not null && KmaAnswer.Number(value) is { } number && Enum.IsDefined((Precipitation)(int)number)
            ? (Precipitation)(int)number
            : Precipitation.None;

    // What is not there yet is asked for as of the moment before.
    private async Task<(IReadOnlyList<KmaItem> Items, WeatherException? Fault)> TryAsync(
        string operation, ForecastGrid cell, DateTime of, TimeSpan before, CancellationToken cancellationToken)
    {
        try
        {
            var items = await AskAsync(operation, cell, of, cancellationToken);
            return (items.Count > 0 ? items : await AskAsync(operation, cell, of - before, cancellationToken), null);
        }
        catch (WeatherException e)
        {
            return ([], e);
        }
    }

    private async Task<IReadOnlyList<KmaItem>> AskAsync(
        string operation, ForecastGrid cell, DateTime of, CancellationToken cancellationToken)
    {
        // The key is shown encoded and not; both are pasted.
        var key = settings.Key!.Contains('%', StringComparison.Ordinal)
            ? settings.Key
            : Uri.EscapeDataString(settings.Key);
        var address = new Uri(
            new Uri($"{settings.Url}".TrimEnd('/') + "/"),
            string.Create(
                CultureInfo.InvariantCulture,
                $"{operation}?serviceKey={key}&dataType=JSON&numOfRows=1000&pageNo=1&base_date={of:yyyyMMdd}")
            + string.Create(CultureInfo.InvariantCulture, $"&base_time={of:HHmm}&nx={cell.X}&ny={cell.Y}"));
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        try
        {
            var (status, body) = await BoundedHttp.SendAsync(http, request, MaxBytes, cancellationToken);
            return body is null
                ? throw new WeatherException($"KMA answered {(int)status}.")
                : KmaAnswer.Read(body);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            // Without its message, which may have the address, and with it the key.
            throw new WeatherException("KMA cannot be reached, or answers too much.");
        }
    }
}
