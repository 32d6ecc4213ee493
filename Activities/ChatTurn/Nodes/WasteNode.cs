using OpsFlow.Domain.Text;
using OpsFlow.Domain.Waste.Matching;
using OpsFlow.Records.ChatTurn;
using OpsFlow.Records.Waste;

namespace OpsFlow.Activities.ChatTurn.Nodes;

/// <summary>The rules of disposal: the item that is named, with its situation; no match is nothing.</summary>
internal sealed class WasteNode(WasteLibrary library) : IChatNode
{
    private const double ByName = 0.9;
    private const double ByClass = 0.75;

    public IReadOnlyList<string> Names { get; } = ["waste_rag"];

    public Task<NodeData> RunAsync(NodeRequest request, CancellationToken cancellationToken)
    {
        var language = request.Turn.Language;
        var match = request.Strategy == 0
            ? library.Rules.Match(new(
                request.Query, request.Of("class"), request.Of("subclass"), request.Of("material"),
                request.Of("condition")?.Split('|')))
            : Parts(request.Query).Select(p => library.Rules.Match(new(p))).FirstOrDefault(m => m is not null);
        if (match is null)
        {
            return Task.FromResult(NodeAnswers.Nothing(ChatWords.FormatNothing(request.Query)));
        }

        var name = match.Item.Name.In(language);
        var of = library.Rules.Catalog.FindClass(match.Class)?.Name.In(language) ?? match.Class;
        var steps = match.Instructions.Select(i => i.Text.In(language)).ToList();
        var sources = match.Instructions.SelectMany(i => i.Sources).Distinct()
            .Select(id => library.Rules.Catalog.Sources.First(s => s.Id == id))
            .Select(s => new NodeSource(s.Name, s.Url)).ToArray();
        var context = $"item: {name} (item:{match.Item.Id})\nclass: {of}\nhazardous: {match.Item.Hazardous}\n"
            + $"tags: {string.Join(", ", match.Tags.Select(t => t.Name.In(language)))}\n"
            + string.Join('\n', match.Instructions.Select(i => $"- [{i.Rule}] {i.Text.In(language)}"));
        return Task.FromResult(NodeAnswers.Found(
            context, $"{KoreanParticles.Resolve(ChatWords.FormatWasteHead(name, of))} {string.Join(' ', steps)}",
            match.IsByClass ? ByClass : ByName, sources));
    }

    // Other words round the item kept it from being found: each word by itself, and each two.
    private static IEnumerable<string> Parts(string query)
    {
        var words = query.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return words.Zip(words.Skip(1), (a, b) => $"{a} {b}").Concat(words.Where(w => w.Length > 1));
    }
}
