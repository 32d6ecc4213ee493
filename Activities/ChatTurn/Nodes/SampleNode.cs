using System.Globalization;
using OpsFlow.Activities.ChatTurn.Agents;
using OpsFlow.Domain.Conversation.Policies;
using OpsFlow.Records.ChatTurn;
using OpsFlow.Records.Conversation;

namespace OpsFlow.Activities.ChatTurn.Nodes;

/// <summary>
/// Fees, prices, places: from the samples, and each answer says so. A model finds them by calling tools; without one,
/// and where it calls none, the message's own words do.
/// </summary>
internal sealed class SampleNode(ConversationLibrary library, ChatAgent agent) : IChatNode
{
    private const int Most = 3;

    public IReadOnlyList<string> Names { get; } = ["bulk_waste", "recyclable_price", "collection_point"];

    public async Task<NodeData> RunAsync(NodeRequest request, CancellationToken cancellationToken)
    {
        var samples = library.Rules.Samples;
        var said = await agent.AskAsync(request, new SampleTools(samples).Of(request.Node), cancellationToken);
        List<string> lines = said.Count > 0
            ? [.. said.SelectMany(s => s.Text.Split('\n')).Distinct()]
            : ByWords(request, samples);
        return lines.Count == 0
            ? NodeAnswers.Nothing(request.Node == "bulk_waste"
                ? ChatWords.AskDistrict
                : ChatWords.FormatNothing(request.Query))
            : NodeAnswers.Found(
                $"sample data of {samples.AsOf}, not real values\n{string.Join('\n', lines)}",
                $"{string.Join('\n', lines)}\n{ChatWords.FormatSample(samples.AsOf)}", 0.8,
                new NodeSource($"sample {samples.AsOf}", null));
    }

    private static List<string> ByWords(NodeRequest request, SampleData samples) => request.Node switch
    {
        "bulk_waste" => BulkWaste(request, samples),
        "recyclable_price" => Prices(request, samples),
        "collection_point" => Points(request, samples),
        _ => Places(request, samples),
    };

    private static List<string> BulkWaste(NodeRequest request, SampleData samples)
    {
        var text = $"{request.Of("sigungu")} {request.Query} {request.Turn.Location}";
        var lines = new List<string>();
        foreach (var district in samples.BulkWaste.Where(d => text.Contains(d.Sigungu, StringComparison.Ordinal)))
        {
            lines.Add(ChatWords.FormatDistrict(district.Sigungu, district.Method, district.Url, district.Phone));
            lines.AddRange(district.Fees.Where(f => text.Contains(f.Key, StringComparison.Ordinal)
                    || request.Of("item") == f.Key)
                .Select(f => ChatWords.FormatFee(district.Sigungu, f.Key, Number(f.Value))));
        }

        return lines;
    }

    private static List<string> Prices(NodeRequest request, SampleData samples)
    {
        var query = request.Query;
        var named = samples.Prices.Where(p => query.Contains(p.Item, StringComparison.Ordinal)
            || request.Of("item")?.Contains(p.Item, StringComparison.Ordinal) == true).ToList();
        var found = named.Count > 0 ? named : [.. samples.Prices.Where(p => p.Category == request.Of("category"))];
        return [.. found.Select(p => ChatWords.FormatPriceLine(p.Item, Number(p.Won), p.Region))];
    }

    private static List<string> Points(NodeRequest request, SampleData samples)
    {
        var item = request.Of("item") ?? "";
        var fitting = samples.Points.Where(p => item.Length == 0 || p.Items.Any(i =>
            i.Contains(item, StringComparison.Ordinal) || item.Contains(i[1..], StringComparison.Ordinal)
            || (i == "폐전자제품" && !p.Items.Any(o => o.Contains(item, StringComparison.Ordinal)))));
        return Nearest(fitting, p => (p.Lat, p.Lon), request, samples, (p, away) =>
            ChatWords.FormatPointLine(p.Name, p.Address, string.Join(", ", p.Items), away));
    }

    private static List<string> Places(NodeRequest request, SampleData samples)
    {
        var query = request.Query.Replace(" ", "", StringComparison.Ordinal);
        var named = samples.Places.Where(p => query.Contains(p.Kind, StringComparison.Ordinal)).ToList();
        return Nearest(named.Count > 0 ? named : samples.Places, p => (p.Lat, p.Lon), request, samples, (p, away) =>
            ChatWords.FormatPlaceLine(p.Name, p.Address, away));
    }

    private static List<string> Nearest<T>(
        IEnumerable<T> of, Func<T, (double Lat, double Lon)> where, NodeRequest request, SampleData samples,
        Func<T, string, string> line)
    {
        var here = PersonPlace.Of(request, samples);
        return
        [
            .. of.Select(o => (Of: o, Km: here is { } at
                    ? SampleData.Distance(at.Latitude, at.Longitude, where(o).Lat, where(o).Lon)
                    : (double?)null))
                .OrderBy(o => o.Km ?? 0).Take(Most)
                .Select(o => line(o.Of, o.Km is { } km
                    ? ChatWords.FormatAway(km.ToString("0.0", CultureInfo.InvariantCulture))
                    : "")),
        ];
    }

    private static string Number(int number) => number.ToString("#,0", CultureInfo.InvariantCulture);
}
