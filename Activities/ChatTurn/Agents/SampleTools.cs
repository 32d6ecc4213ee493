using System.Globalization;
using Microsoft.Extensions.AI;
using OpsFlow.Domain.Conversation.Policies;
using OpsFlow.Records.ChatTurn;

namespace OpsFlow.Activities.ChatTurn.Agents;

/// <summary>The tools over the samples, by the node whose agent calls them.</summary>
internal sealed class SampleTools(SampleData samples)
{
    private const int Most = 5;
    private const double DefaultRadius = 5;

    private const string Categories = """["paper","plastic","glass","metal","tire"]""";

    private const string Regions =
        """
        ["national","capital","gangwon","chungbuk","chungnam","jeonbuk","jeonnam","gyeongbuk","gyeongnam",null]
        """;

    private const string Latitude = """
        "latitude":{"type":"number","minimum":-90,"maximum":90}
        """;

    private const string Longitude = """
        "longitude":{"type":"number","minimum":-180,"maximum":180}
        """;

    /// <summary>The tools of a node.</summary>
    public IReadOnlyList<AIFunction> Of(string node) => node switch
    {
        "bulk_waste" => [CollectionInfo(), Fee()],
        "recyclable_price" => [Price(), CategoryPrices()],
        "collection_point" => [Points(), NearbyPoints(), Geocode()],
        "location" => [PlacesBy(), Geocode()],
        _ => [],
    };

    private static string Number(int number) => number.ToString("#,0", CultureInfo.InvariantCulture);

    private static string Text(string name, string description) =>
        $$"""
        "{{name}}":{"type":"string","description":"{{description}}"}
        """;

    private static AgentTool Tool(
        string name, string description, string schema, Func<ToolArguments, ToolAnswer> call) =>
        new(name, description, schema, (arguments, _) => Task.FromResult(call(arguments)));

    private static bool Names(string name, string? asked) => asked is not null
        && (name.Contains(asked, StringComparison.OrdinalIgnoreCase)
            || asked.Contains(name, StringComparison.OrdinalIgnoreCase));

    private AgentTool CollectionInfo() => Tool(
        "get_collection_info", "How a district takes bulky waste: method, web page, telephone.",
        AgentTool.Schema(Text("sigungu", "The district in Korean, such as 마포구.")),
        a => Found(samples.BulkWaste.Where(d => Names(d.Sigungu, a.Text("sigungu")))
            .Select(d => ChatWords.FormatDistrict(d.Sigungu, d.Method, d.Url, d.Phone))));

    private AgentTool Fee() => Tool(
        "search_fee", "The fee for a piece of bulky waste in a district.",
        AgentTool.Schema(
            Text("sigungu", "The district in Korean, such as 마포구."),
            Text("item", "The item in Korean, such as 소파.")),
        a => Found(samples.BulkWaste.Where(d => Names(d.Sigungu, a.Text("sigungu")))
            .SelectMany(d => d.Fees.Where(f => Names(f.Key, a.Text("item")))
                .Select(f => ChatWords.FormatFee(d.Sigungu, f.Key, Number(f.Value))))));

    private AgentTool Price() => Tool(
        "search_price", "What a kilogram of a recyclable is worth; parts of names fit, too.",
        AgentTool.Schema(
            Text("item_name", "The item in Korean, such as 고철."),
            $"\"region\":{{\"type\":[\"string\",\"null\"],\"enum\":{Regions}}}"),
        a => Found(samples.Prices
            .Where(p => Names(p.Item, a.Text("item_name")) && IsIn(p.Region, a.Text("region")))
            .Select(p => ChatWords.FormatPriceLine(p.Item, Number(p.Won), p.Region))));

    private AgentTool CategoryPrices() => Tool(
        "get_category_prices", "What the recyclables of a category are worth.",
        AgentTool.Schema(
            $"\"category\":{{\"type\":\"string\",\"enum\":{Categories}}}",
            $"\"region\":{{\"type\":[\"string\",\"null\"],\"enum\":{Regions}}}"),
        a => Found(samples.Prices
            .Where(p => p.Category == a.Text("category") && IsIn(p.Region, a.Text("region")))
            .Select(p => ChatWords.FormatPriceLine(p.Item, Number(p.Won), p.Region))));

    private AgentTool Points() => Tool(
        "search_collection_points", "Collection points by a part of their name or address.",
        AgentTool.Schema(Text("query", "A part of the name or the address in Korean.")),
        a => Found(samples.Points
            .Where(p => a.Text("query") is { } query && (Names(p.Name, query) || Names(p.Address, query)))
            .Select(p => PointLine(p, ""))));

    private AgentTool NearbyPoints() => Tool(
        "get_nearby_collection_points", "The collection points nearest to a place.",
        AgentTool.Schema(
            Latitude, Longitude,
            """
            "item":{"type":["string","null"],"enum":["폐전자제품","폐건전지","폐형광등","폐의약품",null]}
            """),
        a => Found(Nearest(
            samples.Points.Where(p => a.Text("item") is not { } item || p.Items.Contains(item)),
            p => (p.Lat, p.Lon), a, double.MaxValue, PointLine)));

    private AgentTool PlacesBy() => Tool(
        "search_kakao_place",
        "Places by a word, or of a kind, the nearest first when it is known where the person is.",
        AgentTool.Schema(
            Text("query", "What is looked for, in Korean, such as 재활용센터."),
            """
            "latitude":{"type":["number","null"],"minimum":-90,"maximum":90}
            """,
            """
            "longitude":{"type":["number","null"],"minimum":-180,"maximum":180}
            """,
            """
            "radius":{"type":["number","null"],"minimum":1,"maximum":20000,"description":"Meters, by default 5000."}
            """),
        a => Found(Nearest(
            samples.Places.Where(p => Names(p.Kind, a.Text("query")) || Names(p.Name, a.Text("query"))),
            p => (p.Lat, p.Lon), a, a.Number("radius") / 1000 ?? DefaultRadius,
            (p, away) => ChatWords.FormatPlaceLine(p.Name, p.Address, away))));

    private AgentTool Geocode() => Tool(
        "geocode", "Where a place is: latitude and longitude.",
        AgentTool.Schema(Text("place", "The place in Korean, such as 강남역.")),
        a => samples.Towns.FirstOrDefault(t => Names(t.Name, a.Text("place"))) is { } town
            // Where something is answers nothing by itself.
            ? new(FormattableString.Invariant($"{town.Name}: {town.Lat}, {town.Lon}"), false)
            : ToolAnswer.Nothing("not known"));

    private static string PointLine(SampleData.Point point, string away) =>
        ChatWords.FormatPointLine(point.Name, point.Address, string.Join(", ", point.Items), away);

    private static bool IsIn(string region, string? asked) => asked is null || region == asked;

    private static IEnumerable<string> Nearest<T>(
        IEnumerable<T> of, Func<T, (double Lat, double Lon)> where, ToolArguments arguments, double most,
        Func<T, string, string> line)
    {
        if (arguments.Number("latitude") is not { } latitude || arguments.Number("longitude") is not { } longitude)
        {
            return of.Select(o => line(o, ""));
        }

        return of.Select(o => (Of: o, Km: SampleData.Distance(latitude, longitude, where(o).Lat, where(o).Lon)))
            .Where(o => o.Km <= most).OrderBy(o => o.Km)
            .Select(o => line(o.Of, ChatWords.FormatAway(o.Km.ToString("0.0", CultureInfo.InvariantCulture))));
    }

    private ToolAnswer Found(IEnumerable<string> lines)
    {
        var text = string.Join('\n', lines.Take(Most));
        return text.Length == 0
            ? ToolAnswer.Nothing("nothing found")
            : new(text, true, new NodeSource($"sample {samples.AsOf}", null));
    }
}
