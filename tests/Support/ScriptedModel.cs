using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace OpsFlow.Tests.Support;

/// <summary>An OpenAI-compatible endpoint on a real socket whose answers a test writes.</summary>
public sealed class ScriptedModel : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ScriptedModel(WebApplication app) => _app = app;

    public List<JsonNode> Requests { get; } = [];

    public Uri Endpoint { get; private set; } = new("http://127.0.0.1/");

    /// <summary>Starts it; the script gets the request and its number from 0.</summary>
    public static async Task<ScriptedModel> StartAsync(Func<JsonNode, int, Reply> script)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var model = new ScriptedModel(app);
        app.MapPost("/v1/chat/completions", async (HttpContext http) =>
        {
            var body = (await JsonNode.ParseAsync(http.Request.Body))!;
            int number;
            lock (model.Requests)
            {
                number = model.Requests.Count;
                model.Requests.Add(body);
            }

            var reply = script(body, number);
            if (reply.Delay > TimeSpan.Zero)
            {
                await Task.Delay(reply.Delay, http.RequestAborted);
            }

            http.Response.StatusCode = reply.Status;
            http.Response.ContentType = reply.ContentType;
            await http.Response.WriteAsync(reply.Body);
        });
        await app.StartAsync();
        model.Endpoint = new Uri(app.Urls.First() + "/v1");
        return model;
    }

    public static Reply Says(string text, string model = "scripted-1") => Message(
        new JsonObject { ["role"] = "assistant", ["content"] = text }, "stop", model);

    public static Reply Calls(params (string Name, string Arguments)[] calls) => Message(
        new JsonObject
        {
            ["role"] = "assistant",
            ["content"] = null,
            ["tool_calls"] = new JsonArray([.. calls.Select((c, i) => (JsonNode)new JsonObject
            {
                ["id"] = $"call_{i}",
                ["type"] = "function",
                ["function"] = new JsonObject { ["name"] = c.Name, ["arguments"] = c.Arguments },
            })]),
        },
        "tool_calls",
        "scripted-1");

    public static Reply Fails(int status, string message = "no") =>
        new(new JsonObject { ["error"] = new JsonObject { ["message"] = message, ["type"] = "x" } }.ToJsonString(),
            status);

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private static Reply Message(JsonObject message, string reason, string model) => new(new JsonObject
    {
        ["id"] = "chatcmpl-1",
        ["object"] = "chat.completion",
        ["created"] = 1_700_000_000,
        ["model"] = model,
        ["choices"] = new JsonArray(
            new JsonObject { ["index"] = 0, ["message"] = message, ["finish_reason"] = reason }),
        ["usage"] = new JsonObject { ["prompt_tokens"] = 100, ["completion_tokens"] = 20, ["total_tokens"] = 120 },
    }.ToJsonString());

    public sealed record Reply(string Body, int Status = 200, string ContentType = "application/json")
    {
        public TimeSpan Delay { get; init; }
    }
}
