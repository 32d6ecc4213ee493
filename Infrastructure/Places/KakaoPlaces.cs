using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using OpsFlow.Domain.Text;
using OpsFlow.Infrastructure.Requests;

namespace OpsFlow.Infrastructure.Places;

/// <summary>Places of Kakao Local. Source: Kakao Developers, Local REST API, search by keyword.</summary>
public sealed class KakaoPlaces(HttpClient http, PlaceSettings settings) : IPlaceSearch
{
    private const int MaxBytes = 512 * 1024;
    private const int MaxQuery = 100;
    private const int MaxText = 120;
    private const int Most = 10;

    // As far as the service itself looks.
    private const int MaxRadius = 20_000;

    private static readonly JsonDocumentOptions s_json = new() { MaxDepth = 16 };

    /// <inheritdoc/>
    public string Name => "Kakao Local";

    /// <inheritdoc/>
    public bool IsSetUp => settings.Key is not null;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<FoundPlace>> SearchAsync(
        string query, (double Latitude, double Longitude)? near, int radius, CancellationToken cancellationToken)
    {
        var address = $"v2/local/search/keyword.json?query={Uri.EscapeDataString(query.OneLine(MaxQuery))}&size={Most}";
        if (near is { } point)
        {
            address += string.Create(
                CultureInfo.InvariantCulture,
                $"&x={point.Longitude}&y={point.Latitude}&radius={Math.Clamp(radius, 1, MaxRadius)}&sort=distance");
        }

        using var request = new HttpRequestMessage(
            HttpMethod.Get, new Uri(new Uri($"{settings.Url}".TrimEnd('/') + "/"), address));
        request.Headers.Authorization = new AuthenticationHeaderValue("KakaoAK", settings.Key);
        try
        {
            var (status, body) = await BoundedHttp.SendAsync(http, request, MaxBytes, cancellationToken);
            if (body is null)
            {
                throw new PlaceException($"Kakao answered {(int)status}.");
            }

            using var document = JsonDocument.Parse(body, s_json);
            return document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty("documents", out var places)
                && places.ValueKind == JsonValueKind.Array
                    ? [.. places.EnumerateArray().Select(Place).OfType<FoundPlace>().Take(Most)]
                    : throw new PlaceException("Kakao's answer has another form.");
        }
        catch (JsonException e)
        {
            throw new PlaceException("Kakao's answer cannot be read.", e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new PlaceException("Kakao cannot be reached, or answers too much.", e);
        }
    }

    private static FoundPlace? Place(JsonElement place)
    {
        if (place.ValueKind != JsonValueKind.Object || Text(place, "place_name") is not { } name
            || Degree(place, "y", 90) is not { } latitude || Degree(place, "x", 180) is not { } longitude)
        {
            return null;
        }

        return new(
            name, Text(place, "road_address_name") ?? Text(place, "address_name") ?? "", Text(place, "phone"),
            latitude, longitude,
            int.TryParse(Text(place, "distance"), NumberStyles.None, CultureInfo.InvariantCulture, out var meters)
                ? meters
                : null);
    }

    // Numbers are texts here.
    private static double? Degree(JsonElement of, string name, double limit) =>
        double.TryParse(Text(of, name), NumberStyles.Float, CultureInfo.InvariantCulture, out var degree)
        && Math.Abs(degree) <= limit
            ? degree
            : null;

    private static string? Text(JsonElement of, string name) =>
        of.TryGetProperty(name, out var value) && JsonText.Of(value)?.OneLine(MaxText) is { Length: > 0 } text
            ? text
            : null;
}
