using System.Net;
using OpsFlow.Infrastructure.GitHub;

namespace OpsFlow.Infrastructure.Tests.GitHub;

/// <summary>Answers of GitHub that an emulator does not give. Bodies as in GitHub's REST reference.</summary>
public sealed class GitHubClientTests
{
    private static readonly GitHubOptions Options = new() { ApiUrl = new("http://github.test/") };

    [Fact]
    public async Task CreateBranchAsync_ReferenceExists_ReturnsFalse()
    {
        var client = Client(HttpStatusCode.UnprocessableEntity, """{"message":"Reference already exists","documentation_url":"x","status":"422"}""");
        Assert.False(await client.CreateBranchAsync("opsflow/fix-1", "abc", default));
    }

    [Fact]
    public async Task CreateBranchAsync_OtherUnprocessable_ThrowsPermanent()
    {
        var client = Client(HttpStatusCode.UnprocessableEntity, """{"message":"Object does not exist"}""");
        var e = await Assert.ThrowsAsync<GitHubException>(() => client.CreateBranchAsync("b", "abc", default));
        Assert.False(e.IsTransient);
        Assert.Contains("Object does not exist", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(HttpStatusCode.Forbidden, "Retry-After", "17", 17)]
    [InlineData(HttpStatusCode.TooManyRequests, "Retry-After", "5", 5)]
    [InlineData(HttpStatusCode.Forbidden, "x-ratelimit-remaining", "0", 60)]
    public async Task Call_RateLimited_IsTransientWithTheTime(
        HttpStatusCode status, string header, string value, int seconds)
    {
        var client = Client(status, """{"message":"API rate limit exceeded"}""", (header, value));
        var e = await Assert.ThrowsAsync<GitHubException>(() => client.DefaultBranchAsync(default));
        Assert.True(e.IsTransient);
        Assert.Equal(TimeSpan.FromSeconds(seconds), e.RetryAfter);
    }

    [Fact]
    public async Task Call_RateLimitedUntilADate_IsTransientWithTheTime()
    {
        var client = Client(
            HttpStatusCode.Forbidden, """{"message":"secondary rate limit"}""", ("Retry-After", DateTimeOffset.UtcNow.AddSeconds(90).ToString("r")));
        var e = await Assert.ThrowsAsync<GitHubException>(() => client.DefaultBranchAsync(default));
        Assert.True(e.IsTransient);
        Assert.InRange(e.RetryAfter!.Value.TotalSeconds, 60, 95);
    }

    [Theory]
    [InlineData(HttpStatusCode.Forbidden, false)]
    [InlineData(HttpStatusCode.Unauthorized, false)]
    [InlineData(HttpStatusCode.NotFound, false)]
    [InlineData(HttpStatusCode.InternalServerError, true)]
    [InlineData(HttpStatusCode.ServiceUnavailable, true)]
    public async Task Call_Refused_IsTransientOnlyForServerErrors(HttpStatusCode status, bool isTransient)
    {
        var e = await Assert.ThrowsAsync<GitHubException>(
            () => Client(status, "<html>not JSON</html>").DefaultBranchAsync(default));
        Assert.Equal((status, isTransient), (e.StatusCode, e.IsTransient));
    }

    [Theory]
    [InlineData("{broken")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("")]
    [InlineData("""{"default_branch":5}""")]
    public async Task Call_MalformedAnswer_IsTransient(string body)
    {
        var e = await Assert.ThrowsAsync<GitHubException>(
            () => Client(HttpStatusCode.OK, body).DefaultBranchAsync(default));
        Assert.True(e.IsTransient);
    }

    [Fact]
    public async Task Call_Canceled_EndsTheRequest()
    {
        using var stop = new CancellationTokenSource();
        var handler = new HangingHandler(stop.Cancel);
        var client = new GitHubClient(handler, Options, new("o", "r"), "token");
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.DefaultBranchAsync(stop.Token));
        Assert.True(handler.WasCanceled);
    }

    [Fact]
    public async Task FindTextAsync_FileTooLargeForItsContents_ComesFromTheBlob()
    {
        var handler = new ScriptedHandler(
            request => ScriptedHandler.Json(HttpStatusCode.OK, request.RequestUri!.AbsolutePath switch
        {
            "/repos/o/r/contents/a.txt" => """[{"type":"file","name":"a.txt","path":"a.txt","sha":"b1","encoding":"none","content":""}]""",
            _ => """{"sha":"b1","encoding":"base64","content":"b25l\nCg=="}""",
        }));
        var client = new GitHubClient(handler, Options, new("o", "r"), null);
        Assert.Equal("one\n", await client.FindTextAsync("a.txt", "c1", default));
    }

    [Fact]
    public async Task FindPullRequestAsync_FilterIgnored_TakesNoOther()
    {
        const string Others = """[{"number":1,"html_url":"u","head":{"ref":"somebody/else"}}]""";
        Assert.Null(await Client(HttpStatusCode.OK, Others).FindPullRequestAsync("opsflow/fix-1", default));
    }

    [Fact]
    public async Task CreateTreeAsync_TruncatedTree_WalksToTheMode()
    {
        var handler = new ScriptedHandler(
            request => ScriptedHandler.Json(HttpStatusCode.OK, request.RequestUri!.PathAndQuery switch
        {
            "/repos/o/r/git/trees/root?recursive=1" => """{"tree":[],"truncated":true}""",
            "/repos/o/r/git/trees/root" => """{"tree":[{"path":"bin","mode":"040000","type":"tree","sha":"sub"}]}""",
            "/repos/o/r/git/trees/sub" => """{"tree":[{"path":"run","mode":"100755","type":"blob","sha":"b"}]}""",
            _ => request.Content!.ReadAsStringAsync().Result.Contains("100755", StringComparison.Ordinal)
                ? """{"sha":"executable"}"""
                : """{"sha":"other"}""",
        }));
        var client = new GitHubClient(handler, Options, new("o", "r"), null);
        Assert.Equal(
            "executable", await client.CreateTreeAsync(
                "root", new Dictionary<string, string> { ["bin/run"] = "x" }, default));
    }

    private static GitHubClient Client(
        HttpStatusCode status, string body, params (string Name, string Value)[] headers) =>
        new(new ScriptedHandler(_ => ScriptedHandler.Json(status, body, headers)), Options, new("o", "r"), "token");

    private sealed class HangingHandler(Action onRequest) : HttpMessageHandler
    {
        public bool WasCanceled { get; private set; }

        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken)
        {
            onRequest();
            try
            {
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }
            finally
            {
                WasCanceled = true;
            }

            throw new InvalidOperationException("the delay has no end");
        }
    }
}
