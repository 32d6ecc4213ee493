using System.Text.Json.Nodes;
using OpsFlow.Activities.ChatTurn.Nodes;
using OpsFlow.Infrastructure.WebSearch;
using OpsFlow.Platform.Models;

namespace OpsFlow.Activities.Tests.ChatTurn;

/// <summary>The model's own search first, with its sources; else the provider; else what has to be set.</summary>
public sealed class WebSearchNodeTests
{
    private static readonly WebHit s_hit = new("뉴스", new("https://news.example/1"), "오늘의 소식");

    [Fact]
    public async Task RunAsync_ModelThatCitesSources_IsTaken()
    {
        await using var model = await ScriptedModel.StartAsync((_, _) => Cites());
        await using var bench = await TurnBench.StartAsync(
            model.Endpoint, "최신 뉴스", capabilities: ModelCapabilities.WebSearch);
        var found = await Node(bench, []).RunAsync(bench.Ask("web_search"), default);

        Assert.Equal("비가 온다.", found.Context);
        Assert.Equal(("기상 소식", "https://weather.example/now"), (found.Sources[0].Title, found.Sources[0].Url));
        var request = Assert.Single(model.Requests);
        Assert.NotNull(request["web_search_options"]);
        Assert.Null(request["tools"]);
    }

    [Fact]
    public async Task RunAsync_ModelThatCitesNothing_TheProviderIsAsked()
    {
        await using var model = await ScriptedModel.StartAsync((_, _) => ScriptedModel.Says("아마 맑을 거예요."));
        await using var bench = await TurnBench.StartAsync(
            model.Endpoint, "최신 뉴스", capabilities: ModelCapabilities.WebSearch);
        var found = await Node(bench, [s_hit]).RunAsync(bench.Ask("web_search"), default);

        Assert.Contains("오늘의 소식", found.Context);
        Assert.Equal("https://news.example/1", Assert.Single(found.Sources).Url);
    }

    [Fact]
    public async Task RunAsync_ModelThatRefuses_TheProviderIsAsked()
    {
        await using var model = await ScriptedModel.StartAsync((_, _) => ScriptedModel.Fails(400));
        await using var bench = await TurnBench.StartAsync(
            model.Endpoint, "최신 뉴스", capabilities: ModelCapabilities.WebSearch);
        Assert.True((await Node(bench, [s_hit]).RunAsync(bench.Ask("web_search"), default)).Quality > 0.7);
    }

    [Fact]
    public async Task RunAsync_NeitherIsSetUp_SaysWhatToSet()
    {
        await using var model = await ScriptedModel.StartAsync((_, _) => ScriptedModel.Says("x"));
        await using var bench = await TurnBench.StartAsync(
            model.Endpoint, "최신 뉴스", capabilities: ModelCapabilities.Tools);
        var found = await Node(bench, null).RunAsync(bench.Ask("web_search"), default);

        Assert.Contains("OPSFLOW_WEB_SEARCH_KEY", found.Summary);
        Assert.Equal((0, "not_set_up"), (found.Quality, found.Error));
        Assert.Empty(model.Requests);
    }

    private static ScriptedModel.Reply Cites()
    {
        var reply = ScriptedModel.Says("비가 온다.");
        var body = JsonNode.Parse(reply.Body)!;
        body["choices"]![0]!["message"]!["annotations"] = JsonNode.Parse(
            """
            [{"type":"url_citation","url_citation":{"start_index":0,"end_index":6,"title":"기상 소식",
              "url":"https://weather.example/now"}}]
            """);
        return reply with { Body = body.ToJsonString() };
    }

    private static WebSearchNode Node(TurnBench bench, IReadOnlyList<WebHit>? hits) =>
        new(new Provider(hits), bench.Clients, bench.Registry);

    private sealed class Provider(IReadOnlyList<WebHit>? hits) : IWebSearch
    {
        public bool IsSetUp => hits is not null;

        public Task<IReadOnlyList<WebHit>> SearchAsync(
            string query, string language, CancellationToken cancellationToken) => Task.FromResult(hits!);
    }
}
