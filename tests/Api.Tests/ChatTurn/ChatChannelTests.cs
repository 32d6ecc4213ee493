using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using OpsFlow.Platform.Access;

namespace OpsFlow.Api.Tests.ChatTurn;

/// <summary>Answers that go elsewhere: Synology Chat, never silent, and signed callbacks, several of a user.</summary>
public sealed class ChatChannelTests : IAsyncLifetime
{
    private const string Token = "synology-token-1";

    private readonly TempFolder _data = new();
    private readonly ConcurrentQueue<string> _written = new();
    private readonly ConcurrentQueue<(string Path, HeaderDictionary Headers, byte[] Body)> _called = new();
    private WebApplication _outside = null!;
    private AppProcess _app = null!;
    private int _refusals;

    private HttpClient Http => _app.Http;

    private string Outside => _outside.Urls.First();

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _outside = builder.Build();
        _outside.MapPost("/webapi/entry.cgi", async (HttpContext http) =>
        {
            var form = await http.Request.ReadFormAsync();
            _written.Enqueue(JsonNode.Parse(form["payload"].ToString())!["text"]!.ToString());
            return Results.Json(new { success = true });
        });
        _outside.MapPost("/hook/{name}", async (string name, HttpContext http) =>
        {
            using var body = new MemoryStream();
            await http.Request.Body.CopyToAsync(body);
            if (Interlocked.Decrement(ref _refusals) >= 0)
            {
                return Results.StatusCode(503);
            }

            _called.Enqueue((name, new(http.Request.Headers.ToDictionary(h => h.Key, h => h.Value)), body.ToArray()));
            return Results.Ok();
        });
        await _outside.StartAsync();
        _app = await AppProcess.StartAsync(_data.Path, new Dictionary<string, string>
        {
            ["OPSFLOW_API_RATE"] = "0", ["OPSFLOW_TEMPORAL_PORT"] = "0", ["OPSFLOW_CALLBACK_NETWORKS"] = "127.0.0.0/8",
            ["OPSFLOW_SYNOLOGY_TOKEN"] = Token,
            ["OPSFLOW_SYNOLOGY_URL"] = $"{Outside}/webapi/entry.cgi?api=SYNO.Chat.External&method=incoming&token=s",
        });
    }

    public async Task DisposeAsync()
    {
        await _app.DisposeAsync();
        await _outside.DisposeAsync();
        _data.Dispose();
    }

    [Fact]
    public async Task Synology_Question_IsAnsweredInTheChatOnce()
    {
        Assert.Equal(HttpStatusCode.OK, await WriteAsync("페트병 어떻게 버려?", "1"));
        Assert.Equal(HttpStatusCode.OK, await WriteAsync("페트병 어떻게 버려?", "1"));
        await WrittenAsync(1);
        // What needs a model is answered, too.
        await WriteAsync("상대성이론 쉽게 설명해줘", "2");
        await WrittenAsync(2);
        await WriteAsync("   ", "3");
        await WrittenAsync(3);

        Assert.Contains("플라스틱", _written.ElementAt(0));
        Assert.Contains("OPSFLOW_LLM_URL", _written.ElementAt(1));
        Assert.Equal(3, _written.Count);
    }

    [Fact]
    public async Task Synology_PlaceThatIsAskedFor_IsTakenFromTheNextMessage()
    {
        await WriteAsync("근처 재활용 센터 알려줘", "1");
        await WrittenAsync(1);
        Assert.Contains("지금 계신 곳", _written.ElementAt(0));

        // The question that comes once more is not its own answer.
        await WriteAsync("근처 재활용 센터 알려줘", "1");
        await WriteAsync("마포구", "2");
        await WrittenAsync(2);
        Assert.Contains("마포 재활용센터", _written.ElementAt(1));
    }

    [Fact]
    public async Task Synology_WrongToken_IsRefused()
    {
        foreach (var token in new[] { "wrong", "", Token + " x" })
        {
            Assert.Equal(HttpStatusCode.Unauthorized, await WriteAsync("안녕", "9", token));
        }

        Assert.Empty(_written);
    }

    [Fact]
    public async Task Callbacks_SeveralOfAUser_AreAllToldSignedAndOnce()
    {
        var (first, second) = (await AddAsync("one"), await AddAsync("two"));
        // One is away for a moment: it is told later.
        _refusals = 1;
        var job = await Http.SayAsync("s1", "캔 어떻게 버려?");
        await Http.TurnEventsAsync(job);
        await Until.TrueAsync(() => Task.FromResult(_called.Count == 2), "both calls");

        Assert.Equal(["one", "two"], _called.Select(c => c.Path).Order());
        foreach (var (path, headers, body) in _called)
        {
            var secret = (path == "one" ? first : second)["secret"]!.ToString();
            Assert.True(WebhookSignature.Verify(secret, headers, body, DateTimeOffset.UtcNow));
            var call = JsonNode.Parse(body)!;
            Assert.Equal("chat.done", call["type"]!.ToString());
            Assert.Equal((job, "s1"), (call["data"]!["jobId"]!.ToString(), call["data"]!["sessionId"]!.ToString()));
            Assert.Contains("캔", call["data"]!["message"]!.ToString());
        }

        var listed = await Http.GetStringAsync("api/v1/chat/callbacks");
        Assert.DoesNotContain("whsec_", listed);
        using var gone = await Http.DeleteAsync($"api/v1/chat/callbacks/{first["id"]}");
        Assert.Equal(HttpStatusCode.NoContent, gone.StatusCode);
        await Http.AskAsync("s1", "유리병은?");
        await Until.TrueAsync(() => Task.FromResult(_called.Count == 3), "the call of the one that is left");
        Assert.Equal("two", _called.Last().Path);
    }

    [Fact]
    public async Task Callbacks_WhatCannotBeCalled_IsRefused()
    {
        foreach (var body in new[]
        {
            """{"url":"ftp://example.com"}""", """{"url":"https://a:b@example.com"}""", """{"url":7}""", "{}",
        })
        {
            using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
            using var response = await Http.PostAsync("api/v1/chat/callbacks", content);
            Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        }
    }

    private async Task<JsonObject> AddAsync(string name)
    {
        using var response = await Http.PostAsJsonAsync(
            "api/v1/chat/callbacks", new { url = $"{Outside}/hook/{name}" });
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        return (await response.Content.ReadFromJsonAsync<JsonObject>())!;
    }

    private Task WrittenAsync(int count) =>
        Until.TrueAsync(() => Task.FromResult(_written.Count >= count), $"message {count}");

    private async Task<HttpStatusCode> WriteAsync(string text, string post, string token = Token)
    {
        using var http = new HttpClient { BaseAddress = Http.BaseAddress };
        using var form = new FormUrlEncodedContent(
        [
            new("token", token), new("user_id", "7"), new("username", "mina"), new("post_id", post), new("text", text),
        ]);
        using var response = await http.PostAsync("api/v1/chat/synology", form);
        return response.StatusCode;
    }
}
