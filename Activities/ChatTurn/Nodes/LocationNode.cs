using System.Globalization;
using Microsoft.Extensions.AI;
using OpsFlow.Activities.ChatTurn.Agents;
using OpsFlow.Domain.Conversation.Text;
using OpsFlow.Infrastructure.Places;
using OpsFlow.Records.ChatTurn;
using OpsFlow.Records.Conversation;

namespace OpsFlow.Activities.ChatTurn.Nodes;

/// <summary>Places near by: of the provider, else of the samples.</summary>
internal sealed class LocationNode(IPlaceSearch places, ConversationLibrary library, ChatAgent agent) : IChatNode
{
    private const int DefaultRadius = 5000;
    private const int Most = 5;
    private const string Default = "재활용센터";
    private const string PlaceWords = "PLACE";

    private readonly SampleNode _samples = new(library, agent);

    public IReadOnlyList<string> Names { get; } = ["location"];

    public async Task<NodeData> RunAsync(NodeRequest request, CancellationToken cancellationToken)
    {
        if (!places.IsSetUp)
        {
            return await _samples.RunAsync(request, cancellationToken);
        }

        var said = await agent.AskAsync(request, [Search(), Geocode()], cancellationToken);
        var lines = said.Count > 0
            ? string.Join('\n', said.SelectMany(s => s.Text.Split('\n')).Distinct())
            : Lines(await ByWordsAsync(request, cancellationToken));
        return lines.Length == 0
            ? NodeAnswers.Nothing(ChatWords.FormatNothing(request.Query))
            : NodeAnswers.Found(lines, lines, 1, new NodeSource(places.Name, null));
    }

    private static string Lines(IReadOnlyList<FoundPlace> found) => string.Join('\n', found.Take(Most).Select(p =>
        ChatWords.FormatPlaceLine(
            p.Name, p.Phone is null ? p.Address : $"{p.Address}, {p.Phone}",
            p.Meters is { } meters
                ? ChatWords.FormatAway((meters / 1000d).ToString("0.0", CultureInfo.InvariantCulture))
                : "")));

    private async Task<IReadOnlyList<FoundPlace>> ByWordsAsync(
        NodeRequest request, CancellationToken cancellationToken)
    {
        var named = library.Rules.Intents.Words.GetValueOrDefault(PlaceWords) is { } words
            ? TermSet.Pattern(words).Match(request.Query.ToLowerInvariant())
            : null;
        var near = PersonPlace.Of(request, library.Rules.Samples) is { } place
            ? (place.Latitude, place.Longitude)
            : await NearAsync(request.Of("sigungu") ?? request.Turn.Location, cancellationToken);
        return await places.SearchAsync(
            named is { Success: true } ? named.Value : Default, near, DefaultRadius, cancellationToken);
    }

    private async Task<(double Latitude, double Longitude)?> NearAsync(
        string? words, CancellationToken cancellationToken) =>
        words is not null && await places.SearchAsync(words, null, DefaultRadius, cancellationToken) is [var first, ..]
            ? (first.Latitude, first.Longitude)
            : null;

    private AIFunction Search() => new AgentTool(
        "search_kakao_place", "Places by a word, the nearest first when it is known where the person is.",
        AgentTool.Schema(
            """
            "query":{"type":"string","description":"What is looked for, in Korean, such as 재활용센터."}
            """,
            """
            "latitude":{"type":["number","null"],"minimum":-90,"maximum":90}
            """,
            """
            "longitude":{"type":["number","null"],"minimum":-180,"maximum":180}
            """,
            """
            "radius":{"type":["number","null"],"minimum":1,"maximum":20000,"description":"Meters, by default 5000."}
            """),
        async (arguments, cancellationToken) =>
        {
            (double, double)? near = arguments.Number("latitude") is { } latitude
                && arguments.Number("longitude") is { } longitude ? (latitude, longitude) : null;
            var lines = Lines(await places.SearchAsync(
                arguments.Text("query") ?? Default, near, (int)(arguments.Number("radius") ?? DefaultRadius),
                cancellationToken));
            return lines.Length == 0 ? ToolAnswer.Nothing("nothing found") : new(lines, true);
        });

    private AIFunction Geocode() => new AgentTool(
        "geocode", "Where a place is: latitude and longitude.",
        AgentTool.Schema(
            """
            "place":{"type":"string","description":"The place in Korean, such as 강남역."}
            """),
        async (arguments, cancellationToken) =>
            await NearAsync(arguments.Text("place"), cancellationToken) is { } at
                ? ToolAnswer.Nothing(FormattableString.Invariant($"{at.Latitude}, {at.Longitude}"))
                : ToolAnswer.Nothing("not known"));
}
