using OpsFlow.Activities.ChatTurn.Nodes;
using OpsFlow.Domain.Text;
using OpsFlow.Infrastructure.Weather;

namespace OpsFlow.Activities.Tests.ChatTurn;

/// <summary>Whose weather is told: the place that is named, where the person is, else Seoul.</summary>
public sealed class WeatherNodeTests : IDisposable
{
    private readonly IDisposable _language = Language.Use(Language.Korean);
    private readonly Source _source = new();

    public void Dispose() => _language.Dispose();

    [Theory]
    [InlineData("부산 중구 날씨 어때", "37.5,127.0", 35.1796, 129.0756, "부산")]
    [InlineData("오늘 날씨 어때", "37.5,127.0", 37.5, 127.0, "계신 곳")]
    [InlineData("오늘 날씨 어때", "제주시 어딘가", 33.4996, 126.5312, "제주")]
    [InlineData("오늘 날씨 어때", null, 37.5665, 126.9780, "서울")]
    public async Task RunAsync_Place_IsTheOneThatIsMeant(
        string message, string? location, double latitude, double longitude, string name)
    {
        await using var model = await ScriptedModel.StartAsync((_, _) => ScriptedModel.Says("done"));
        await using var bench = await TurnBench.StartAsync(model.Endpoint, message, location);

        var found = await Node(bench).RunAsync(bench.Ask("weather"), default);

        Assert.Equal((latitude, longitude), Assert.Single(_source.Asked));
        Assert.Equal(
            $"{name} 13:00 관측: 9.7℃, 빗방울, 습도 41%\n2026-03-12: 4~11℃, 흐림, 비, 강수확률 70%", found.Summary);
        Assert.Equal("KMA", Assert.Single(found.Sources).Title);
    }

    [Fact]
    public async Task RunAsync_PlaceThatOnlyTheModelKnows_IsAskedForByItsCall()
    {
        await using var model = await ScriptedModel.StartAsync((_, n) => n == 0
            ? ScriptedModel.Calls(("get_weather", """{"place":"독도","latitude":37.2411,"longitude":131.8642}"""))
            : ScriptedModel.Says("done"));
        await using var bench = await TurnBench.StartAsync(model.Endpoint, "독도 날씨");

        Assert.StartsWith("독도", (await Node(bench).RunAsync(bench.Ask("weather"), default)).Summary);
        Assert.Equal((37.2411, 131.8642), Assert.Single(_source.Asked));
    }

    [Fact]
    public async Task RunAsync_NoKey_SaysWhatToSet()
    {
        await using var model = await ScriptedModel.StartAsync((_, _) => ScriptedModel.Says("done"));
        await using var bench = await TurnBench.StartAsync(model.Endpoint, "날씨");
        _source.Missing = "OPSFLOW_KMA_KEY";

        Assert.Contains("OPSFLOW_KMA_KEY", (await Node(bench).RunAsync(bench.Ask("weather"), default)).Summary);
        Assert.Empty(model.Requests);
    }

    private WeatherNode Node(TurnBench bench) => new(_source, bench.Library, bench.Agent);

    private sealed class Source : IWeatherSource
    {
        public List<(double, double)> Asked { get; } = [];

        public string Name => "KMA";

        public string? Missing { get; set; }

        public Task<WeatherReport?> ReadAsync(double latitude, double longitude, CancellationToken cancellationToken)
        {
            Asked.Add((latitude, longitude));
            return Task.FromResult<WeatherReport?>(new(
                new(new(2026, 3, 12, 13, 0, 0), 9.7, 41, null, null, Precipitation.Drizzle),
                [new(new(2026, 3, 12), 4, 11, 70, SkyState.Overcast, [Precipitation.Rain])]));
        }
    }
}
