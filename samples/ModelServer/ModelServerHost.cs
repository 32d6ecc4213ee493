using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace OpsFlow.Samples.ModelServer;

/// <summary>
/// An OpenAI-compatible server without a model: it answers as a script says, fails as the script says, and counts.
/// </summary>
public sealed class ModelServerHost : IAsyncDisposable
{
    private const string IdHeader = "X-Client-Request-Id";
    private const int Dimensions = 8;

    private readonly ConcurrentQueue<ServedCall> _calls = new();
    private readonly ConcurrentQueue<string> _prompts = new();
    private readonly ConcurrentDictionary<ModelRule, int> _turns = new();
    private readonly WebApplication _app;
    private readonly ModelScript _script;
    private readonly Chance _chance;
    private int _active;
    private int _total;

    private ModelServerHost(WebApplication app, ModelScript script) =>
        (_app, _script, _chance) = (app, script, new Chance(script.Seed));

    /// <summary>What clients call the base address.</summary>
    public Uri Endpoint => new(_app.Urls.First() + "/v1");

    /// <summary>Everything that was served.</summary>
    public IReadOnlyList<ServedCall> Calls => [.. _calls];

    /// <summary>What was asked, where the script keeps it.</summary>
    public IReadOnlyList<string> Prompts => [.. _prompts];

    /// <summary>Requests under way.</summary>
    public int Active => Volatile.Read(ref _active);

    /// <summary>Starts it on a loopback port; 0 takes any.</summary>
    public static async Task<ModelServerHost> StartAsync(ModelScript script, int port = 0)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = TimeSpan.FromSeconds(1));
        var app = builder.Build();
        var server = new ModelServerHost(app, script);
        app.MapPost("/v1/chat/completions", server.CompleteAsync);
        app.MapPost("/v1/embeddings", (Delegate)server.EmbedAsync);
        app.MapGet("/v1/models", server.ListModels);
        app.MapGet("/status", () => Results.Json(new { active_jobs = server.Active, total_requests = server._total }));
        app.MapGet("/counts", () => Results.Json(server.Counts()));
        await app.StartAsync();
        return server;
    }

    /// <summary>Waits for the end of the process.</summary>
    public Task StoppedAsync() => _app.WaitForShutdownAsync();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static IResult Error(int status, string code, string message) =>
        Results.Json(new { error = new { message, type = code, code } }, statusCode: status);

    private IResult ListModels(HttpContext http) => Refusal(http, null)
        ?? Results.Json(new { @object = "list", data = _script.Models.Select(m => new { id = m, @object = "model" }) });

    private IResult? Refusal(HttpContext http, string? model)
    {
        if (_script.ApiKey is { } key && http.Request.Headers.Authorization != $"Bearer {key}")
        {
            return Error(401, "invalid_api_key", "The key is missing or wrong.");
        }

        return model is not null && !_script.Models.Contains(model)
            ? Error(404, "model_not_found", $"The model '{model}' does not exist.")
            : null;
    }

    private object Counts() => new
    {
        uses = _calls.GroupBy(c => c.Use).Select(g => new
        {
            use = g.Key,
            calls = g.Count(),
            outcomes = g.GroupBy(c => c.Outcome).ToDictionary(o => o.Key, o => o.Count()),
            input_tokens = g.Sum(c => c.InputTokens),
            output_tokens = g.Sum(c => c.OutputTokens),
        }),
        active_jobs = Active,
        total_requests = _total,
    };

    private async Task CompleteAsync(HttpContext http)
    {
        Interlocked.Increment(ref _total);
        var active = Interlocked.Increment(ref _active);
        try
        {
            var prompt = Prompt.Read(await JsonNode.ParseAsync(http.Request.Body));
            if (prompt is null)
            {
                await Error(400, "invalid_request_error", "model and messages are required.").ExecuteAsync(http);
                return;
            }

            if (_script.KeepsPrompts)
            {
                _prompts.Enqueue(prompt.Text);
            }

            var rule = _script.RuleFor(prompt.Model, prompt.Text);
            var fault = _script.Quota > 0 && active > _script.Quota ? "refused" : _chance.Fault(rule);
            if (Refusal(http, prompt.Model) is { } refusal)
            {
                Count(http, rule, prompt, "refused", null);
                await refusal.ExecuteAsync(http);
                return;
            }

            await AnswerAsync(http, rule, prompt, fault);
        }
        finally
        {
            Interlocked.Decrement(ref _active);
        }
    }

    private async Task AnswerAsync(HttpContext http, ModelRule rule, Prompt prompt, string? fault)
    {
        if (fault is "refused" or "failed")
        {
            Count(http, rule, prompt, fault, null);
            if (fault == "refused")
            {
                http.Response.Headers.RetryAfter = _script.RetryAfterSeconds.ToString(CultureInfo.InvariantCulture);
            }

            await (fault == "refused"
                ? Error(429, "rate_limit_exceeded", "Too many requests.")
                : Error(500, "server_error", "The server had an error.")).ExecuteAsync(http);
            return;
        }

        var turn = _turns.AddOrUpdate(rule, 0, (_, n) => n + 1);
        var answer = new Completion(prompt, rule, turn);
        var outcome = "abandoned";
        try
        {
            var wait = fault == "hanging" ? Timeout.InfiniteTimeSpan : _chance.Latency(rule);
            await Task.Delay(wait, http.RequestAborted);
            // Counted before the last byte: a client that has its answer finds the call counted.
            outcome = fault ?? "answered";
            if (!prompt.Streamed || fault == "malformed")
            {
                Count(http, rule, prompt, outcome, answer);
                await WriteAsync(http, answer.Whole().ToJsonString(), fault);
                return;
            }

            await StreamAsync(http, rule, prompt, answer, fault);
        }
        catch (OperationCanceledException) when (outcome == "abandoned")
        {
            // The model had the prompt, and works on until somebody tells it.
            Count(http, rule, prompt, outcome, null);
        }
        catch (OperationCanceledException)
        {
            // The client left within its answer, which is counted.
        }
    }

    private void Count(HttpContext http, ModelRule rule, Prompt prompt, string outcome, Completion? answer) =>
        _calls.Enqueue(new(
            http.Request.Headers[IdHeader].FirstOrDefault(),
            rule.Use,
            prompt.Model,
            prompt.Streamed,
            outcome,
            outcome is "refused" or "failed" ? 0 : prompt.Tokens,
            answer?.OutputTokens ?? 0)
        {
            Asked = _script.KeepsPrompts ? prompt.Asked : null,
            Text = _script.KeepsPrompts ? answer?.Text : null,
        });

    private static async Task WriteAsync(HttpContext http, string body, string? fault)
    {
        http.Response.ContentType = "application/json";
        if (fault is null)
        {
            await http.Response.WriteAsync(body, http.RequestAborted);
            return;
        }

        if (fault == "cut")
        {
            http.Response.ContentLength = body.Length * 2;
        }

        await http.Response.WriteAsync(body[..(body.Length / 2)], http.RequestAborted);
        await http.Response.Body.FlushAsync(http.RequestAborted);
        if (fault == "cut")
        {
            http.Abort();
        }
    }

    private async Task StreamAsync(HttpContext http, ModelRule rule, Prompt prompt, Completion answer, string? fault)
    {
        http.Response.ContentType = "text/event-stream";
        var pieces = answer.Pieces().ToList();
        var last = fault == "cut" ? pieces.Count / 2 : pieces.Count;
        Count(http, rule, prompt, fault ?? "answered", answer);
        foreach (var piece in pieces.Take(last))
        {
            await http.Response.WriteAsync($"data: {piece.ToJsonString()}\n\n", http.RequestAborted);
            await http.Response.Body.FlushAsync(http.RequestAborted);
            if (rule.PieceMs > 0)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(rule.PieceMs), http.RequestAborted);
            }
        }

        if (fault == "cut")
        {
            http.Abort();
            return;
        }

        await http.Response.WriteAsync("data: [DONE]\n\n", http.RequestAborted);
    }

    private async Task<IResult> EmbedAsync(HttpContext http)
    {
        Interlocked.Increment(ref _total);
        var body = await JsonNode.ParseAsync(http.Request.Body);
        var model = body?["model"]?.ToString() ?? "";
        if (Refusal(http, model) is { } refusal)
        {
            return refusal;
        }

        string[] texts = body?["input"] is JsonArray many
            ? [.. many.Select(t => t!.ToString())]
            : [body?["input"]?.ToString() ?? ""];
        var tokens = texts.Sum(t => (t.Length / Prompt.CharactersPerToken) + 1);
        _calls.Enqueue(new(
            http.Request.Headers[IdHeader].FirstOrDefault(), "embedding", model, false, "answered", tokens, 0));
        var base64 = body?["encoding_format"]?.ToString() == "base64";
        return Results.Json(new
        {
            @object = "list",
            model,
            data = texts.Select((t, i) => new
            {
                @object = "embedding", index = i, embedding = base64 ? (object)Base64(Vector(t)) : Vector(t),
            }),
            usage = new { prompt_tokens = tokens, total_tokens = tokens },
        });
    }

    private static string Base64(float[] vector) =>
        Convert.ToBase64String(System.Runtime.InteropServices.MemoryMarshal.AsBytes<float>(vector));

    // The same text has the same vector, and texts that share letters have near ones.
    private static float[] Vector(string text)
    {
        var vector = new float[Dimensions];
        foreach (var c in text)
        {
            vector[c % Dimensions]++;
        }

        var length = MathF.Max(1e-6f, MathF.Sqrt(vector.Sum(v => v * v)));
        return [.. vector.Select(v => v / length)];
    }
}
