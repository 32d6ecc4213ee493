using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using OpsFlow.Api.Errors;
using OpsFlow.Api.Platform;
using OpsFlow.Infrastructure.Images;

namespace OpsFlow.Api.ScanChain;

/// <summary>A request for a scan: a form with a file, or JSON with base64 or a URL.</summary>
internal sealed class ScanRequest
{
    // Base64 is a third longer, and the fields need room.
    public const int MaxBody = (ImageGate.MaxBytes / 3 * 4) + (64 * 1024);

    private const int MaxText = 200;

    private readonly List<string> _faults = [];

    public ReadOnlyMemory<byte>? Image { get; private set; }

    public string? Url { get; private set; }

    public string? Hint { get; private set; }

    public string? Model { get; private set; }

    public string Language { get; private set; } = "ko";

    public string? Location { get; private set; }

    /// <summary>Reads it.</summary>
    /// <returns>The request, or the answer that names every fault.</returns>
    public static async Task<(ScanRequest? Request, IResult? Error)> ReadAsync(
        HttpRequest request, CancellationToken token)
    {
        if (await RequestBody.ReadAsync(request, MaxBody, token) is not { } body)
        {
            return (null, Problem.TooLarge(MaxBody));
        }

        var scan = new ScanRequest { Language = LanguageOf(request) };
        var fields = new Dictionary<string, string?>(StringComparer.Ordinal);
        if (MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            && type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase))
        {
            await scan.ReadFormAsync(type, body, fields, token);
        }
        else
        {
            scan.ReadJson(body, fields);
        }

        scan.Take(fields);
        return scan._faults.Count == 0 ? (scan, null) : (null, Problem.Invalid(scan._faults));
    }

    private static string LanguageOf(HttpRequest request) =>
        request.GetTypedHeaders().AcceptLanguage.OrderByDescending(l => l.Quality ?? 1)
            .Select(l => l.Value.ToString().Split('-')[0].ToLowerInvariant())
            .FirstOrDefault(l => l is "ko" or "en") ?? "ko";

    private async Task ReadFormAsync(
        MediaTypeHeaderValue type, ReadOnlyMemory<byte> body, Dictionary<string, string?> fields,
        CancellationToken token)
    {
        try
        {
            using var stream = new MemoryStream(body.ToArray(), writable: false);
            var reader = new MultipartReader(HeaderUtilities.RemoveQuotes(type.Boundary).ToString(), stream);
            while (await reader.ReadNextSectionAsync(token) is { } section)
            {
                if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition))
                {
                    continue;
                }

                var name = HeaderUtilities.RemoveQuotes(disposition.Name).ToString();
                using var content = new MemoryStream();
                await section.Body.CopyToAsync(content, token);
                if (name == "image")
                {
                    Image = content.ToArray();
                }
                else
                {
                    fields[name] = System.Text.Encoding.UTF8.GetString(content.ToArray());
                }
            }
        }
        catch (Exception e) when (e is InvalidDataException or IOException or ArgumentException)
        {
            _faults.Add($"body: {FaultWords.NoForm}");
        }
    }

    private void ReadJson(ReadOnlyMemory<byte> body, Dictionary<string, string?> fields)
    {
        try
        {
            using var document = JsonDocument.Parse(body, new() { MaxDepth = 4 });
            foreach (var property in document.RootElement.ValueKind == JsonValueKind.Object
                ? document.RootElement.EnumerateObject().ToList()
                : throw new JsonException())
            {
                fields[property.Name] = property.Value.ValueKind switch
                {
                    JsonValueKind.String => property.Value.GetString(),
                    JsonValueKind.Null => null,
                    JsonValueKind.Number => property.Value.GetRawText(),
                    JsonValueKind.Object when property.Name == "location" => Pair(property.Value),
                    _ => Fault($"{property.Name}: {FaultWords.WrongType}"),
                };
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            _faults.Add($"body: {FaultWords.FormOrJson}");
        }
    }

    private static string Pair(JsonElement location) =>
        $"{Part(location, "latitude")},{Part(location, "longitude")}";

    private static string Part(JsonElement of, string name) =>
        of.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetRawText() : "";

    private void Take(Dictionary<string, string?> fields)
    {
        Url = Text(fields, "url", 2000);
        Hint = Text(fields, "hint", MaxText);
        Model = Text(fields, "model", MaxText);
        Location = Text(fields, "location", MaxText);
        if (Location is not null && !IsLocation(Location))
        {
            _faults.Add($"location: {FaultWords.Location}");
        }

        if (fields.GetValueOrDefault("language") is { } language)
        {
            Language = language is "ko" or "en"
                ? language : Fault($"language: {FaultWords.FormatOneOf("ko, en")}") ?? "ko";
        }

        // The second is as other APIs name it.
        if ((fields.GetValueOrDefault("image") ?? fields.GetValueOrDefault("imageBase64")) is { } text)
        {
            if (PictureBody.FromBase64(text) is { } bytes)
            {
                Image = bytes;
            }
            else
            {
                _faults.Add($"image: {FaultWords.NotBase64}");
            }
        }

        if ((Image is null) == (Url is null) && _faults.Count == 0)
        {
            _faults.Add($"image: {FaultWords.OnePicture}");
        }
    }

    private static bool IsLocation(string text) => text.Split(',') is [var latitude, var longitude]
        && IsDegree(latitude, 90) && IsDegree(longitude, 180);

    private static bool IsDegree(string text, double limit) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var degree)
        && Math.Abs(degree) <= limit;

    private string? Text(Dictionary<string, string?> fields, string name, int limit)
    {
        var text = fields.GetValueOrDefault(name)?.Trim();
        return string.IsNullOrEmpty(text) ? null
            : text.Length > limit ? Fault($"{name}: {FaultWords.FormatAtMost(limit)}")
            : text.Contains('\0') ? Fault($"{name}: {FaultWords.NotStorable}")
            : text;
    }

    private string? Fault(string fault)
    {
        _faults.Add(fault);
        return null;
    }
}
