using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace OpsFlow.Infrastructure.Tests.Mcp;

/// <summary>A server with one tool, whose answers to a list and to a call a test writes.</summary>
internal sealed class ScriptedMcpServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private int _greetings;

    private ScriptedMcpServer(WebApplication app) => _app = app;

    public Uri Url { get; private set; } = new("http://127.0.0.1/");

    /// <summary>How often somebody connected.</summary>
    public int Greetings => _greetings;

    /// <summary>What a call is answered: <c>result</c> or <c>error</c>.</summary>
    public Func<JsonObject> OnCall { get; set; } = () => new() { ["result"] = new JsonObject() };

    /// <summary>What happens before the tools are listed.</summary>
    public Func<CancellationToken, Task> BeforeList { get; set; } = _ => Task.CompletedTask;

    public static async Task<ScriptedMcpServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var server = new ScriptedMcpServer(app);
        app.MapPost("/mcp", server.AnswerAsync);
        await app.StartAsync();
        server.Url = new Uri(app.Urls.First() + "/mcp");
        return server;
    }

    public static JsonObject Error(int code, string message) =>
        new() { ["error"] = new JsonObject { ["code"] = code, ["message"] = message } };

    public static JsonObject Says(string text) => new()
    {
        ["result"] = new JsonObject
        {
            ["content"] = new JsonArray(new JsonObject { ["type"] = "text", ["text"] = text }),
        },
    };

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext http)
    {
        var request = (await JsonNode.ParseAsync(http.Request.Body, cancellationToken: http.RequestAborted))!;
        if (request["id"] is not { } id)
        {
            http.Response.StatusCode = 202;
            return;
        }

        JsonObject answer;
        switch ($"{request["method"]}")
        {
            case "initialize":
                Interlocked.Increment(ref _greetings);
                answer = new()
                {
                    ["result"] = new JsonObject
                    {
                        ["protocolVersion"] = "2025-06-18",
                        ["capabilities"] = new JsonObject { ["tools"] = new JsonObject() },
                        ["serverInfo"] = new JsonObject { ["name"] = "scripted", ["version"] = "1" },
                    },
                };
                break;
            case "tools/list":
                await BeforeList(http.RequestAborted);
                answer = new()
                {
                    ["result"] = new JsonObject
                    {
                        ["tools"] = new JsonArray(new JsonObject
                        {
                            ["name"] = "look_up",
                            ["description"] = "Looks up.",
                            ["inputSchema"] = new JsonObject { ["type"] = "object" },
                        }),
                    },
                };
                break;
            case "tools/call":
                answer = OnCall();
                break;
            default:
                answer = Error(-32601, "Method not found");
                break;
        }

        answer["jsonrpc"] = "2.0";
        answer["id"] = id.DeepClone();
        http.Response.ContentType = "application/json";
        await http.Response.WriteAsync(answer.ToJsonString(), http.RequestAborted);
    }
}
