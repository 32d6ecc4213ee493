using System.Globalization;
using System.Text.Json;
using System.Xml;
using System.Xml.Linq;
using OpsFlow.Domain.Text;

namespace OpsFlow.Infrastructure.Weather;

/// <summary>
/// Reads what the forecast service answers. Faults of the gateway before it come as XML, whatever was asked for.
/// </summary>
internal static class KmaAnswer
{
    /// <summary>There is nothing (yet) of that moment.</summary>
    public const string NoData = "03";

    private const string Good = "00";
    private const int MaxItems = 2000;
    private const int MaxText = 60;

    // What was not measured is a number far below what there is.
    private const double Missing = -900;

    private static readonly JsonDocumentOptions s_json = new() { MaxDepth = 16 };

    private static readonly XmlReaderSettings s_xml = new()
    {
        DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = 64 * 1024,
    };

    /// <summary>The items; none when there are none of that moment.</summary>
    /// <exception cref="WeatherException">It is no such answer.</exception>
    public static IReadOnlyList<KmaItem> Read(ReadOnlyMemory<byte> body)
    {
        if (body.Span.TrimStart(" \r\n\t\uFEFF"u8) is [(byte)'<', ..])
        {
            throw new WeatherException($"KMA refuses: {Refusal(body)}");
        }

        try
        {
            using var document = JsonDocument.Parse(body, s_json);
            var response = Part(document.RootElement, "response");
            var code = Text(Part(response, "header"), "resultCode");
            if (code == NoData)
            {
                return [];
            }

            if (code != Good)
            {
                throw new WeatherException(
                    $"KMA refuses: {code} {Text(Part(response, "header"), "resultMsg")?.OneLine(MaxText)}");
            }

            var items = Part(Part(Part(response, "body"), "items"), "item");
            return items.ValueKind == JsonValueKind.Array
                ? [.. items.EnumerateArray().Take(MaxItems).Select(Item).OfType<KmaItem>()]
                : throw new WeatherException("KMA's answer has no items.");
        }
        catch (JsonException e)
        {
            throw new WeatherException("KMA's answer cannot be read.", e);
        }
    }

    /// <summary>A value as a number; null for a text and for what was not measured.</summary>
    public static double? Number(string value) =>
        double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
        && double.IsFinite(number) && number > Missing && number < -Missing
            ? number
            : null;

    private static KmaItem? Item(JsonElement item)
    {
        var (category, value) = (Text(item, "category"), Text(item, "fcstValue") ?? Text(item, "obsrValue"));
        var at = (Text(item, "fcstDate") ?? Text(item, "baseDate"))
            + (Text(item, "fcstTime") ?? Text(item, "baseTime"));
        return category is not null && value is not null && DateTime.TryParseExact(
            at, "yyyyMMddHHmm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var moment)
                ? new(category, moment, value)
                : null;
    }

    private static string Refusal(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var stream = new MemoryStream(body.ToArray(), writable: false);
            using var reader = XmlReader.Create(stream, s_xml);
            var document = XDocument.Load(reader);
            var said = document.Descendants("returnAuthMsg").Concat(document.Descendants("errMsg"))
                .Select(e => e.Value).FirstOrDefault(v => v.Length > 0);
            var code = document.Descendants("returnReasonCode").Select(e => e.Value).FirstOrDefault();
            return $"{said} {code}".OneLine(MaxText);
        }
        catch (XmlException)
        {
            return "no reason that can be read";
        }
    }

    private static JsonElement Part(JsonElement of, string name) =>
        of.ValueKind == JsonValueKind.Object && of.TryGetProperty(name, out var part) ? part : default;

    // Some values are numbers, some are texts.
    private static string? Text(JsonElement of, string name) => Part(of, name) switch
    {
        { ValueKind: JsonValueKind.Number } number => number.GetRawText().CutTo(MaxText),
        { ValueKind: JsonValueKind.String } text => JsonText.Of(text)?.CutTo(MaxText),
        _ => null,
    };
}
