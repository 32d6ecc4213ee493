using System.Net;
using OpsFlow.Samples.ModelServer;

namespace OpsFlow.Api.Tests.Platform;

public sealed class ModelEndpointsTests : IDisposable
{
    private readonly TempFolder _data = new();

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task Models_RunningProgram_TellHealthLoadAndCost()
    {
        await using var server = await ModelServerHost.StartAsync(new ModelScript { ApiKey = "key" });
        var status = new Uri(server.Endpoint, "/status");
        var file = _data.Write("models.yaml", $$"""
            models:
              second: { endpoint: "{{server.Endpoint}}", model: scripted-1, api_key_env: SECOND_KEY, status_url: "{{status}}" }
            roles: { classifier: second, reasoner: default }
            """);
        await using var app = await AppProcess.StartAsync(_data.Path, new Dictionary<string, string>
        {
            ["OPSFLOW_TEMPORAL_PORT"] = "0",
            ["OPSFLOW_LLM_URL"] = $"{server.Endpoint}",
            ["OPSFLOW_LLM_MODEL"] = "scripted-1",
            ["OPSFLOW_LLM_API_KEY"] = "key",
            ["OPSFLOW_LLM_PRICE"] = "2/10",
            ["OPSFLOW_MODELS_FILE"] = file,
            ["SECOND_KEY"] = "key",
        });
        await Until.TrueAsync(
            async () => (await ItemsAsync(app, "api/v1/models")).All(m => m!["healthy"] is not null), "first look");

        var models = (await ItemsAsync(app, "api/v1/models?measure=true"))
            .ToDictionary(m => m!["name"]!.ToString(), m => m!);
        var (first, second) = (models["default"], models["second"]);
        Assert.True((bool)first["healthy"]! && (bool)first["measured"]!);
        Assert.Equal(("hybrid", "reasoner"), ($"{first["source"]}", $"{first["roles"]![0]}"));
        Assert.Equal("status_api", second["source"]!.ToString());
        Assert.Equal("idle", second["load"]!.ToString());
        Assert.True((double)first["healthBaselineMs"]! >= 10);
        Assert.True((double)first["inferenceMs"]! > 0);
        Assert.True((decimal)first["costToday"]! > 0);
        var price = first["price"]!;
        Assert.Equal((2m, 10m), ((decimal)price["inputPerMillion"]!, (decimal)price["outputPerMillion"]!));
        Assert.Null(second["price"]);

        var cost = Assert.Single(await ItemsAsync(app, "api/v1/models/costs?by=use"))!;
        Assert.Equal(("health", 1), (cost["key"]!.ToString(), (int)cost["calls"]!));
        Assert.Equal((decimal)first["costToday"]!, (decimal)cost["amount"]!);
        Assert.Equal(
            "scripted-1", Assert.Single(await ItemsAsync(app, "api/v1/models/costs?by=model"))!["key"]!.ToString());
        Assert.Single(await ItemsAsync(app, "api/v1/models/costs?by=day&since=2020-01-31"));

        using var bad = await app.Http.GetAsync("api/v1/models/costs?by=mood&since=yesterday");
        var problem = (await bad.Content.ReadFromJsonAsync<JsonObject>())!;
        Assert.Equal((HttpStatusCode.BadRequest, 2), (bad.StatusCode, problem["errors"]!.AsArray().Count));
        app.Http.DefaultRequestHeaders.Authorization = null;
        using var stranger = await app.Http.GetAsync("api/v1/models");
        Assert.Equal(HttpStatusCode.Unauthorized, stranger.StatusCode);
    }

    private static async Task<JsonArray> ItemsAsync(AppProcess app, string path) =>
        (await app.Http.GetFromJsonAsync<JsonObject>(path))!["items"]!.AsArray();
}
