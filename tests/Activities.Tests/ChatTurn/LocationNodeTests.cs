using OpsFlow.Activities.ChatTurn.Nodes;
using OpsFlow.Domain.Text;
using OpsFlow.Infrastructure.Places;

namespace OpsFlow.Activities.Tests.ChatTurn;

/// <summary>Places of the provider: by a model's calls, else by the message's words.</summary>
public sealed class LocationNodeTests : IDisposable
{
    private readonly IDisposable _language = Language.Use(Language.Korean);
    private readonly Provider _provider = new();

    public void Dispose() => _language.Dispose();

    [Fact]
    public async Task RunAsync_ModelCalls_AreMadeWithItsArguments()
    {
        await using var model = await ScriptedModel.StartAsync((_, n) => n switch
        {
            0 => ScriptedModel.Calls(("geocode", """{"place":"망원동"}""")),
            1 => ScriptedModel.Calls((
                "search_kakao_place", """{"query":"고물상","latitude":37.55,"longitude":126.9,"radius":2000}""")),
            _ => ScriptedModel.Says("done"),
        });
        await using var bench = await TurnBench.StartAsync(model.Endpoint, "망원동 근처 고물상");

        var found = await new LocationNode(_provider, bench.Library, bench.Agent)
            .RunAsync(bench.Ask("location"), default);

        Assert.Equal("고물상 — 서울 1, 0.4km", found.Summary);
        Assert.Equal("Places", Assert.Single(found.Sources).Title);
        Assert.Equal([("망원동", null, 5000), ("고물상", (37.55, 126.9), 2000)], _provider.Asked);
    }

    [Fact]
    public async Task RunAsync_ModelWithoutTools_TheWordsAndThePlaceAreAskedFor()
    {
        await using var model = await ScriptedModel.StartAsync((_, _) => ScriptedModel.Says("x"));
        await using var bench = await TurnBench.StartAsync(
            model.Endpoint, "근처 약국 알려줘", "37.1,127.2", Platform.Models.ModelCapabilities.Vision);

        Assert.Contains("약국", (await new LocationNode(_provider, bench.Library, bench.Agent)
            .RunAsync(bench.Ask("location"), default)).Summary);
        Assert.Equal([("약국", (37.1, 127.2), 5000)], _provider.Asked);
        Assert.Empty(model.Requests);
    }

    private sealed class Provider : IPlaceSearch
    {
        public List<(string Query, (double, double)? Near, int Radius)> Asked { get; } = [];

        public string Name => "Places";

        public bool IsSetUp => true;

        public Task<IReadOnlyList<FoundPlace>> SearchAsync(
            string query, (double Latitude, double Longitude)? near, int radius, CancellationToken cancellationToken)
        {
            Asked.Add((query, near, radius));
            return Task.FromResult<IReadOnlyList<FoundPlace>>([new(query, "서울 1", null, 37.5, 127, 418)]);
        }
    }
}
