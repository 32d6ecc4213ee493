using System.Globalization;
using Microsoft.Extensions.AI;
using OpsFlow.Activities.ChatTurn.Agents;
using OpsFlow.Domain.Conversation.Policies;
using OpsFlow.Infrastructure.Weather;
using OpsFlow.Records.ChatTurn;
using OpsFlow.Records.Conversation;

namespace OpsFlow.Activities.ChatTurn.Nodes;

/// <summary>The weather of the place that the message names, of where the person is, else of Seoul.</summary>
internal sealed class WeatherNode(IWeatherSource source, ConversationLibrary library, ChatAgent agent) : IChatNode
{
    private const string Asked = "weather";

    private static readonly PersonPlace s_seoul = new("서울", 37.5665, 126.9780);

    public IReadOnlyList<string> Names { get; } = [Asked, "weather_extra"];

    public async Task<NodeData> RunAsync(NodeRequest request, CancellationToken cancellationToken)
    {
        if (source.Missing is { } setting)
        {
            return NodeAnswers.NotSetUp("KMA", setting);
        }

        var samples = library.Rules.Samples;
        var said = request.Node == Asked && PersonPlace.Of(request, samples) is null
            ? await agent.AskAsync(request, [Tool(samples)], cancellationToken)
            : [];
        if (said.Count > 0)
        {
            var told = string.Join('\n', said.Select(s => s.Text));
            return NodeAnswers.Found(told, told, 1, new NodeSource(source.Name, null));
        }

        var place = PersonPlace.Of(request, samples) ?? s_seoul;
        var text = await TextAsync(place, cancellationToken);
        return text is null
            ? NodeAnswers.Nothing(ChatWords.FormatNothing(place.Name ?? request.Query))
            : NodeAnswers.Found(text, text, 1, new NodeSource(source.Name, null));
    }

    private static string Number(double number) => number.ToString("0.#", CultureInfo.InvariantCulture);

    private static string? Word(Precipitation falls) => falls switch
    {
        Precipitation.Rain => ChatWords.Rain,
        Precipitation.Sleet or Precipitation.LightSleet => ChatWords.Sleet,
        Precipitation.Snow or Precipitation.Flurries => ChatWords.Snow,
        Precipitation.Shower => ChatWords.Shower,
        Precipitation.Drizzle => ChatWords.Drizzle,
        _ => null,
    };

    private static string? Word(SkyState? sky) => sky switch
    {
        SkyState.Clear => ChatWords.SkyClear,
        SkyState.Cloudy => ChatWords.SkyCloudy,
        SkyState.Overcast => ChatWords.SkyOvercast,
        _ => null,
    };

    private static string NowLine(string place, WeatherNow now) => ChatWords.FormatWeatherNow(
        place, now.At.ToString("HH:mm", CultureInfo.InvariantCulture),
        Joined(
            now.Temperature is { } t ? $"{Number(t)}℃" : null, Word(now.Falls), now.Rain,
            now.Humidity is { } h ? ChatWords.FormatHumidity(Number(h)) : null,
            now.Wind is { } w ? ChatWords.FormatWind(Number(w)) : null));

    private static string DayLine(WeatherDay day) => $"{day.Day:yyyy-MM-dd}: " + Joined(
        day is { Low: { } low, High: { } high } ? $"{Number(low)}~{Number(high)}℃" : null, Word(day.Sky),
        string.Join('/', day.Falls.Select(Word).Distinct()) is { Length: > 0 } falls ? falls : null,
        day.Chance is { } chance
            ? ChatWords.FormatRainChance(chance.ToString(CultureInfo.InvariantCulture))
            : null);

    private static string Joined(params string?[] parts) => string.Join(", ", parts.OfType<string>());

    private AIFunction Tool(SampleData samples) => new AgentTool(
        "get_weather", "What the weather is now and for the next days at a place in Korea.",
        AgentTool.Schema(
            """
            "place":{"type":["string","null"],"description":"A city or district in Korean, such as 부산."}
            """,
            """
            "latitude":{"type":["number","null"],"minimum":-90,"maximum":90}
            """,
            """
            "longitude":{"type":["number","null"],"minimum":-180,"maximum":180}
            """),
        async (arguments, cancellationToken) =>
        {
            var place = PersonPlace.Named(arguments.Text("place"), samples)
                ?? (arguments.Number("latitude") is { } latitude && arguments.Number("longitude") is { } longitude
                    ? new PersonPlace(arguments.Text("place"), latitude, longitude)
                    : null);
            return place is null ? ToolAnswer.Nothing("The place is not known; give its coordinates.")
                : await TextAsync(place, cancellationToken) is { } text ? new(text, true)
                : ToolAnswer.Nothing("Nothing is known of that place.");
        });

    private async Task<string?> TextAsync(PersonPlace place, CancellationToken cancellationToken)
    {
        if (await source.ReadAsync(place.Latitude, place.Longitude, cancellationToken) is not { } report)
        {
            return null;
        }

        var name = place.Name ?? ChatWords.YourPlace;
        var head = report.Now is { } now ? NowLine(name, now) : $"{name}:";
        return string.Join('\n', report.Days.Select(DayLine).Prepend(head));
    }
}
