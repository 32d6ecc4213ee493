using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using OpsFlow.Infrastructure.Images;
using OpsFlow.Infrastructure.Llm;
using OpsFlow.Platform.Models;

namespace OpsFlow.Infrastructure.Tests.Llm;

/// <summary>OpenAI's form of making images, and answers that are none.</summary>
public sealed class OpenAiImageMakerTests : IAsyncLifetime
{
    private readonly List<JsonNode> _asked = [];
    private readonly List<string> _connections = [];
    private WebApplication _app = null!;
    private string _answer = "";
    private int _status = 200;

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.MapPost("/v1/images/generations", async (HttpContext http) =>
        {
            _connections.Add(http.Connection.Id);
            _asked.Add((await JsonNode.ParseAsync(http.Request.Body))!);
            http.Response.StatusCode = _status;
            http.Response.ContentType = "application/json";
            await http.Response.WriteAsync(_answer);
        });
        await _app.StartAsync();
    }

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task MakeAsync_BytesInTheAnswer_AreGivenWithTokens()
    {
        _answer =
            """
            {"created":1713833628,"data":[{"b64_json":"aGVsbG8="}],"usage":{"total_tokens":100,"input_tokens":50,
             "output_tokens":50,"input_tokens_details":{"text_tokens":10,"image_tokens":40}}}
            """;
        var made = await MakeAsync();

        Assert.Equal("hello"u8.ToArray(), made.Bytes.ToArray());
        Assert.Equal(new ModelTokens(50, 0, 50), made.Tokens);
        var asked = Assert.Single(_asked);
        Assert.Equal(("a cat", "image-1"), (asked["prompt"]!.ToString(), asked["model"]!.ToString()));
    }

    [Theory]
    [InlineData("""{"created":1,"data":[{"url":"http://127.0.0.1:1/a.png"}]}""")]
    [InlineData("""{"created":1,"data":[{"url":"http://169.254.169.254/latest/meta-data"}]}""")]
    [InlineData("""{"created":1,"data":[{"url":"file:///etc/passwd"}]}""")]
    [InlineData("""{"created":1,"data":[]}""")]
    [InlineData("""{"created":1,"data":[{}]}""")]
    [InlineData("""{"created":1,"data":[{"b64_json":"%%%"}]}""")]
    [InlineData("[]")]
    [InlineData("<html>")]
    public async Task MakeAsync_WhatIsNoImage_IsAFailure(string answer)
    {
        _answer = answer;
        Assert.Equal(ModelFailure.Malformed, (await Assert.ThrowsAsync<ModelException>(MakeAsync)).Failure);
    }

    [Theory]
    [InlineData(401, ModelFailure.Unauthorized)]
    [InlineData(429, ModelFailure.RateLimited)]
    [InlineData(500, ModelFailure.Unavailable)]
    [InlineData(400, ModelFailure.Rejected)]
    public async Task MakeAsync_NoSuccess_SaysWhichKind(int status, ModelFailure failure)
    {
        (_status, _answer) = (status, """{"error":{"message":"no","type":"x"}}""");
        Assert.Equal(failure, (await Assert.ThrowsAsync<ModelException>(MakeAsync)).Failure);
        // Each attempt may cost: the library tries once.
        Assert.Single(_asked);
    }

    [Fact]
    public async Task MakeAsync_ManyImages_ShareAConnection()
    {
        _answer = """{"created":1,"data":[{"b64_json":"aGVsbG8="}]}""";
        using var fetcher = new ImageFetcher();
        var maker = new OpenAiImageMaker(fetcher);
        for (var i = 0; i < 3; i++)
        {
            await maker.MakeAsync(Entry(), "a cat", default);
        }

        Assert.Equal(3, _asked.Count);
        Assert.Single(_connections.Distinct());
    }

    private async Task<MadeImage> MakeAsync()
    {
        using var fetcher = new ImageFetcher();
        return await new OpenAiImageMaker(fetcher).MakeAsync(Entry(), "a cat", default);
    }

    private ModelEntry Entry() =>
        new() { Name = "i", Model = "image-1", Endpoint = new(_app.Urls.First() + "/v1"), ApiKey = "k" };
}
