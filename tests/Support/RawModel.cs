using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace OpsFlow.Tests.Support;

/// <summary>A model's endpoint whose answers a test writes byte by byte, under whatever protocol's path.</summary>
public sealed class RawModel : IAsyncDisposable
{
    private readonly WebApplication _app;
    private int _active;

    private RawModel(WebApplication app) => _app = app;

    /// <summary>What was asked, in order.</summary>
    public List<JsonNode> Requests { get; } = [];

    /// <summary>Requests under way.</summary>
    public int Active => Volatile.Read(ref _active);

    /// <summary>Its address, without a protocol's version.</summary>
    public Uri Url { get; private set; } = new("http://127.0.0.1/");

    /// <summary>That of an OpenAI-compatible endpoint.</summary>
    public Uri Endpoint => new(Url, "v1");

    /// <summary>Starts it; the answer gets what was asked, and a way to send bytes at once.</summary>
    public static async Task<RawModel> StartAsync(
        Func<JsonNode, Func<byte[], Task>, CancellationToken, Task> answerAsync,
        string? contentType = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var model = new RawModel(app);
        app.MapPost("/{**path}", async (HttpContext http) =>
        {
            Interlocked.Increment(ref model._active);
            try
            {
                var asked = (await JsonNode.ParseAsync(http.Request.Body))!;
                lock (model.Requests)
                {
                    model.Requests.Add(asked);
                }

                http.Response.ContentType = contentType
                    ?? (asked["stream"]?.GetValue<bool>() == true ? "text/event-stream" : "application/json");
                await answerAsync(
                    asked,
                    async bytes =>
                    {
                        await http.Response.Body.WriteAsync(bytes, http.RequestAborted);
                        await http.Response.Body.FlushAsync(http.RequestAborted);
                    },
                    http.RequestAborted);
            }
            catch (OperationCanceledException)
            {
                // The client left.
            }
            finally
            {
                Interlocked.Decrement(ref model._active);
            }
        });
        await app.StartAsync();
        model.Url = new Uri(app.Urls.First());
        return model;
    }

    /// <summary>A piece of an answer as OpenAI streams it.</summary>
    /// <param name="content">The text as JSON has it, with its quotes.</param>
    public static byte[] Piece(string content, string? finish = null) => Encoding.UTF8.GetBytes(
        """data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":"""
        + $$"""{"content":{{content}}},"finish_reason":{{(finish is null ? "null" : $"\"{finish}\"")}}}]}"""
        + "\n\n");

    /// <summary>A whole stream of texts.</summary>
    public static byte[] Stream(params string[] texts) =>
    [
        .. texts.SelectMany(t => Piece(JsonSerializer.Serialize(t))), .. Piece("\"\"", "stop"),
        .. "data: [DONE]\n\n"u8,
    ];

    /// <summary>A whole answer, as a stream or in one piece, as it was asked for.</summary>
    public static byte[] Answer(JsonNode asked, string text) => asked["stream"]?.GetValue<bool>() == true
        ? Stream(text)
        : Encoding.UTF8.GetBytes(
            """{"id":"c","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":"""
            + $$"""{"role":"assistant","content":{{JsonSerializer.Serialize(text)}}},"finish_reason":"stop"}]}""");

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
