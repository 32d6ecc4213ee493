using System.Net;
using System.Text;

namespace OpsFlow.Api.Tests.Errors;

/// <summary>Every endpoint with malformed, oversized, hostile and replayed bodies.</summary>
[Collection(AppFixture.Name)]
public sealed class BadInputTests(AppFixture fixture)
{
    private static readonly string Deep = string.Concat(Enumerable.Repeat("{\"a\":", 5000)) + "1"
        + new string('}', 5000);
    private static readonly string Large = "{\"serverName\":\"" + new string('x', 1100 * 1024) + "\"}";

    [Theory]
    [InlineData(null, "The request is not valid.", "name: 1 to 200 characters are required")]
    [InlineData("en-GB", "The request is not valid.", "name: 1 to 200 characters are required")]
    [InlineData("ko-KR,ko;q=0.9,en;q=0.8", "요청이 올바르지 않습니다.", "name: 1~200자를 입력하세요")]
    [InlineData("fr", "The request is not valid.", "name: 1 to 200 characters are required")]
    public async Task Problem_LanguageOfTheRequest_IsSpoken(string? language, string title, string fault)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/v1/servers")
        {
            Content = new StringContent("{}", Encoding.UTF8, "application/json"),
        };
        request.Headers.TryAddWithoutValidation("Accept-Language", language);
        using var answer = await fixture.App.Http.SendAsync(request);
        var problem = await answer.Content.ReadFromJsonAsync<JsonObject>();
        Assert.Equal(title, problem!["title"]!.ToString());
        Assert.Contains(fault, problem["errors"]!.AsArray().Select(e => e!.ToString()));
    }

    public static TheoryData<string, string, string, int, string> Bodies => new()
    {
        { "POST", "api/v1/webhook/error", "", 400, "invalid_request" },
        { "POST", "api/v1/webhook/error", "{", 400, "invalid_request" },
        { "POST", "api/v1/webhook/error", "[]", 400, "invalid_request" },
        { "POST", "api/v1/webhook/error", "null", 400, "invalid_request" },
        { "POST", "api/v1/webhook/error", "\"text\"", 400, "invalid_request" },
        { "POST", "api/v1/webhook/error", "{}", 400, "invalid_request" },
        { "POST", "api/v1/webhook/error", "{\"serverName\":1,\"errorType\":{}}", 400, "invalid_request" },
        { "POST", "api/v1/webhook/error", "{\"serverName\":\"a\",\"serverName\":\"b\",\"errorType\":\"c\"}", 400,
            "invalid_request" },
        { "POST", "api/v1/webhook/error", "{\"exception\":[]}", 400, "invalid_request" },
        { "POST", "api/v1/webhook/error", "{\"exception\":{\"values\":[{\"stacktrace\":{\"frames\":[null,1,\"x\"]}}]}}",
            400, "invalid_request" },
        { "POST", "api/v1/webhook/error", "{\"attributes\":[{\"key\":1},{}]}", 400, "invalid_request" },
        { "POST", "api/v1/webhook/error", "DEEP", 400, "invalid_request" },
        { "POST", "api/v1/webhook/error", "LARGE", 413, "too_large" },
        { "POST", "api/v1/slack/actions", "payload=%7B%7D", 401, "bad_signature" },
        { "POST", "api/v1/github/webhook", "{}", 401, "bad_signature" },
        { "POST", "api/v1/session", "{", 400, "invalid_request" },
        { "POST", "api/v1/session", "{\"key\":1}", 400, "invalid_request" },
        { "POST", "api/v1/session", "{\"key\":\"wrong\"}", 401, "unauthenticated" },
        { "POST", "api/v1/servers", "", 400, "invalid_request" },
        { "POST", "api/v1/servers", "{}", 400, "invalid_request" },
        { "POST", "api/v1/servers",
            "{\"name\":\"x\",\"hosts\":[\"*\"],\"repositoryUrl\":\"--upload-pack=touch /tmp/x\"}", 400,
            "invalid_request" },
        { "POST", "api/v1/servers", "{\"name\":\"x\",\"hosts\":[\"*\"],\"repositoryUrl\":\"https://u:p@h/r\"}", 400,
            "invalid_request" },
        { "POST", "api/v1/servers", "{\"name\":\"x\",\"hosts\":\"*\",\"repositoryUrl\":\"/r\"}", 400,
            "invalid_request" },
        { "POST", "api/v1/servers",
            "{\"name\":\"x\",\"hosts\":[\"*\"],\"repositoryUrl\":\"/r\",\"sourceRoot\":\"../x\"}", 400,
            "invalid_request" },
        { "POST", "api/v1/servers", "LARGE", 413, "too_large" },
        { "PUT", "api/v1/servers/none", "{}", 404, "not_found" },
        { "DELETE", "api/v1/servers/none", "", 404, "not_found" },
        { "GET", "api/v1/servers/none", "", 404, "not_found" },
        { "GET", "api/v1/analyses?state=Nonsense", "", 400, "invalid_request" },
        { "GET", "api/v1/analyses?state=3", "", 400, "invalid_request" },
        { "GET", "api/v1/analyses?cursor=%27%3B--", "", 400, "invalid_request" },
        { "GET", "api/v1/analyses?limit=many", "", 400, "invalid_request" },
        { "GET", "api/v1/analyses?limit=0", "", 400, "invalid_request" },
        { "GET", "api/v1/scans?limit=-1", "", 400, "invalid_request" },
        { "GET", "api/v1/runs?limit=-1", "", 400, "invalid_request" },
        { "GET", "api/v1/chat?limit=-1", "", 400, "invalid_request" },
        { "GET", "api/v1/chat/none/messages?limit=-1", "", 400, "invalid_request" },
        { "GET", "api/v1/news?limit=-1", "", 400, "invalid_request" },
        { "GET", "api/v1/prescriptions/overrides?days=0", "", 400, "invalid_request" },
        { "GET", "api/v1/analyses/none", "", 404, "not_found" },
        { "GET", "api/v1/analyses/none/events", "", 404, "not_found" },
        { "GET", "api/v1/analyses/none/history", "", 404, "not_found" },
        { "POST", "api/v1/analyses/none/decision", "{}", 400, "invalid_request" },
        { "POST", "api/v1/analyses/none/decision", "{\"decision\":\"2\",\"patchHash\":\"x\"}", 400, "invalid_request" },
        { "POST", "api/v1/analyses/none/decision", "{\"decision\":\"approve\",\"patchHash\":\"x\"}", 404, "not_found" },
        { "POST", "api/v1/analyses/none/decision", "{\"decision\":\"1\",\"patchHash\":\"x\"}", 400, "invalid_request" },
        { "POST", "api/v1/analyses/none/decision", "{\"decision\":\"approve, reject\",\"patchHash\":\"x\"}", 400,
            "invalid_request" },
        { "POST", "api/v1/analyses/none/decision",
            "{\"decision\":\"reject\",\"patchHash\":\"x\",\"reason\":\"a\\u0000b\"}", 400, "invalid_request" },
        { "POST", "api/v1/analyses/none/decision",
            "{\"decision\":\"reject\",\"patchHash\":\"x\",\"reason\":\"a\\\\u0000b\"}", 404, "not_found" },
        { "POST", "api/v1/chat/jobs/none/input", "{\"location\":\"a\\u0000b\"}", 400, "invalid_request" },
        { "POST", "api/v1/analyses/none/retry", "", 404, "not_found" },
        { "GET", "api/v1/workflows?query=this%20is%20no%20filter", "", 400, "invalid_request" },
        { "GET", "api/v1/workflows?cursor=***", "", 400, "invalid_request" },
        { "GET", "api/v1/workflows/none/00000000-0000-0000-0000-000000000000", "", 404, "not_found" },
        { "GET", "api/v1/workflows/none/not-a-run/history", "", 400, "invalid_request" },
        { "GET", "api/v1/nothing", "", 404, "not_found" },
        { "DELETE", "api/v1/analyses", "", 405, "method_not_allowed" },
        { "GET", "api/v1/webhook/error", "", 405, "method_not_allowed" },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task Endpoint_BadInput_AnswersProblemDetails(
        string method, string path, string body, int status, string code)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (method is "POST" or "PUT")
        {
            request.Content = new StringContent(
                body == "DEEP" ? Deep : body == "LARGE" ? Large : body, Encoding.UTF8, "application/json");
        }

        using var response = await fixture.App.Http.SendAsync(request);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var problem = await response.Content.ReadFromJsonAsync<JsonObject>();
        Assert.Equal(code, problem!["code"]!.ToString());
    }

    [Theory]
    [InlineData("GET", "api/v1/scans?limit=abc", "요청이 올바르지 않습니다.", "limit: 형식")]
    [InlineData("GET", "api/v1/analyses?limit=abc", "요청이 올바르지 않습니다.", "limit: 형식")]
    [InlineData("GET", "api/v1/scans?limit=-1", "요청이 올바르지 않습니다.", "limit: 1 이상")]
    [InlineData("GET", "api/v1/nothing", "이 주소에는 아무것도 없습니다.", null)]
    [InlineData("DELETE", "api/v1/analyses", "이 주소에서는 할 수 없는 요청입니다.", null)]
    public async Task Problem_OfTheFramework_IsInTheLanguageOfTheReaderToo(
        string method, string path, string title, string? fault)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Headers.TryAddWithoutValidation("Accept-Language", "ko");
        using var answer = await fixture.App.Http.SendAsync(request);
        var problem = (await answer.Content.ReadFromJsonAsync<JsonObject>())!;
        Assert.Equal(title, problem["title"]!.ToString());
        Assert.DoesNotContain("Nullable", problem.ToJsonString(), StringComparison.Ordinal);
        if (fault is not null)
        {
            Assert.StartsWith(fault, problem["errors"]![0]!.ToString(), StringComparison.Ordinal);
        }
    }

    // A form on another site can send plain text to an address of the browser's machine, but not JSON.
    [Fact]
    public async Task JsonEndpoint_OtherContentType_Answers415()
    {
        using var content = new StringContent("{}", Encoding.UTF8, "text/plain");
        using var response = await fixture.App.Http.PostAsync("api/v1/servers", content);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
        Assert.Equal(
            "unsupported_media_type", (await response.Content.ReadFromJsonAsync<JsonObject>())!["code"]!.ToString());
    }

    [Theory]
    [InlineData(0, "wrong-secret", HttpStatusCode.Unauthorized)]
    [InlineData(0, "", HttpStatusCode.Unauthorized)]
    [InlineData(-301, "slack-signing-secret", HttpStatusCode.Unauthorized)]
    [InlineData(301, "slack-signing-secret", HttpStatusCode.Unauthorized)]
    [InlineData(0, "slack-signing-secret", HttpStatusCode.OK)]
    public async Task SlackAction_SignatureAndTime_AreChecked(int secondsOff, string secret, HttpStatusCode expected)
    {
        const string Payload = """
            {"type":"block_actions","user":{"id":"U1"},"actions":[{"action_id":"opsflow_approve","value":"nope:nope"}]}
            """;
        using var response = await fixture.App.Http.PostSlackAsync(
            "payload=" + Uri.EscapeDataString(Payload), secret, secondsOff);
        Assert.Equal(expected, response.StatusCode);
        if (expected == HttpStatusCode.OK)
        {
            var answer = await response.Content.ReadFromJsonAsync<JsonObject>();
            Assert.Equal("unknown_analysis", answer!["status"]!.ToString());
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("payload")]
    [InlineData("payload=")]
    [InlineData("payload=%7B")]
    [InlineData("payload=[]")]
    [InlineData("payload=%7B%22type%22%3A%22block_actions%22%2C%22actions%22%3A%7B%7D%7D")]
    [InlineData("other=1&payload=1&payload=2")]
    [InlineData("%ff%fe=%00")]
    public async Task SlackAction_SignedNonsense_Answers400(string body)
    {
        using var response = await fixture.App.Http.PostSlackAsync(body, "slack-signing-secret");
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task Webhook_UnknownServer_IsIgnored()
    {
        using var response = await fixture.App.Http.PostAsJsonAsync(
            "api/v1/webhook/error", new { serverName = "stranger", errorType = "E", serverIp = "10.0.0.1" });
        var answer = await response.Content.ReadFromJsonAsync<JsonObject>();
        Assert.Equal("ignored", answer!["status"]!.ToString());
    }
}
