using System.Net;
using OpsFlow.Api.Tests.ScanChain;
using OpsFlow.Samples.ModelServer;

namespace OpsFlow.Api.Tests.ChatTurn;

/// <summary>A picture in a conversation: seen by the vision model, answered by the rules, without a reward.</summary>
public sealed class ChatPictureTests : IAsyncLifetime
{
    private readonly string _session = Guid.NewGuid().ToString("n");
    private readonly TempFolder _data = new();
    private ModelServerHost _model = null!;
    private AppProcess _app = null!;

    private HttpClient Http => _app.Http;

    public async Task InitializeAsync()
    {
        _model = await ModelServerHost.StartAsync(new()
        {
            Rules = [ScanApp.Vision(), new() { Use = "answer", Texts = ["라벨을 떼고 투명 페트병으로 내요."] }],
        });
        _app = await AppProcess.StartAsync(_data.Path, new Dictionary<string, string>
        {
            ["OPSFLOW_LLM_URL"] = $"{_model.Endpoint}", ["OPSFLOW_LLM_MODEL"] = "scripted-1",
            ["OPSFLOW_API_RATE"] = "0", ["OPSFLOW_TEMPORAL_PORT"] = "0",
        });
    }

    public async Task DisposeAsync()
    {
        await _app.DisposeAsync();
        await _model.DisposeAsync();
        _data.Dispose();
    }

    [Fact]
    public async Task Show_PictureAlone_IsSeenAnsweredAndListed()
    {
        var events = await Http.ShowAsync(_session, "", ScanApp.Picture);

        Assert.Equal("done", events[^1].Kind);
        var node = Assert.Single(events, e => e.Kind == "node_end");
        Assert.Equal("waste_rag", node.Data["node"]!.ToString());
        // Without words the language is the caller's.
        Assert.Contains("Plastic", node.Data["summary"]!.ToString());
        Assert.Equal(1, _model.Calls.Count(c => c.Use == "vision"));
        var messages = await Http.MessagesAsync(_session);
        Assert.Null(messages[0]!["images"]);
        using var picture = await Http.GetAsync(Assert.Single(messages[1]!["images"]!.AsArray())!.ToString());
        Assert.Equal(
            (HttpStatusCode.OK, "image/jpeg"), (picture.StatusCode, picture.Content.Headers.ContentType!.MediaType));
        // Rewards are for scans.
        Assert.Empty(
            (await Http.GetFromJsonAsync<JsonObject>("api/v1/scans"))!["items"]!.AsArray());
    }

    [Fact]
    public async Task Show_PictureAndAQuestionBesides_AnswersBoth()
    {
        var events = await Http.ShowAsync(
            _session, "이거 어떻게 버려? 마포구 근처 재활용센터도 알려줘", ScanApp.Picture);

        Assert.Equal(
            ["location", "waste_rag"],
            events.Where(e => e.Kind == "node_end").Select(e => e.Data["node"]!.ToString())
                .Where(n => n != "weather_extra").Order());
    }

    [Fact]
    public async Task Say_WhatIsNoPicture_IsRefusedAndNothingIsStored()
    {
        foreach (var (body, status) in new[]
        {
            ("""{"clientId":"1","message":"x","image":"not base64!"}""", HttpStatusCode.BadRequest),
            ("""{"clientId":"1","message":"x","image":"aGVsbG8gd29ybGQgaGVsbG8="}""", (HttpStatusCode)422),
            ("""{"clientId":"1","message":"x","image":""}""", (HttpStatusCode)422),
            ("""{"clientId":"1","message":"x","imageUrl":"http://127.0.0.1/a.jpg"}""", (HttpStatusCode)422),
            ("""{"clientId":"1","message":"x","imageUrl":"http://169.254.169.254/"}""", (HttpStatusCode)422),
            ("""{"clientId":"1","message":"x","imageUrl":"file:///etc/passwd"}""", (HttpStatusCode)422),
            ("""{"clientId":"1","image":"aGk=","imageUrl":"https://a.example/a.jpg"}""", HttpStatusCode.BadRequest),
        })
        {
            using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
            using var response = await Http.PostAsync($"api/v1/chat/{_session}/messages", content);

            Assert.True(status == response.StatusCode, $"{body}: {response.StatusCode}");
        }

        Assert.Empty(await Http.MessagesAsync(_session));
        Assert.False(Directory.Exists(Path.Combine(_data.Path, "objects", "chat")));
    }
}
