using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;

namespace OpsFlow.Api.Tests.ErrorAnalysis;

/// <summary>Everything that Slack and GitHub send to the two addresses they are given.</summary>
[Collection(AppFixture.Name)]
public sealed class CallbackFormsTests(AppFixture fixture)
{
    private const string SlackSecret = "slack-signing-secret";

    private const string Merged = """
        {"action":"closed","pull_request":{"html_url":"https://github.com/team/web/pull/7","number":7,
        "state":"closed","merged":true,"head":{"ref":"opsflow/fix-0123456789"}}}
        """;

    [Theory]
    [InlineData("""{"type":"view_closed","user":{"id":"U07"},"view":{"id":"V1"}}""")]
    [InlineData("""{"type":"shortcut","callback_id":"x","user":{"id":"U07"}}""")]
    [InlineData("""{"type":"message_action","callback_id":"x"}""")]
    public async Task SlackActions_AnotherInteraction_IsAnsweredWithNothing(string payload)
    {
        using var response = await fixture.App.Http.PostSlackAsync(
            "payload=" + Uri.EscapeDataString(payload), SlackSecret);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync());
    }

    [Theory]
    [InlineData("ssl_check=1&token=x")]
    [InlineData("command=%2Fdeploy&text=web&user_id=U07")]
    [InlineData("""{"type":"event_callback","event":{"type":"app_mention"}}""")]
    public async Task SlackActions_WhatIsNoInteraction_IsAnswered(string body)
    {
        using var response = await fixture.App.Http.PostSlackAsync(body, SlackSecret);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/x-www-form-urlencoded; charset=utf-8")]
    public async Task GitHubWebhook_EitherContentType_IsUnderstood(string type)
    {
        var isForm = type.StartsWith("application/x-www", StringComparison.Ordinal);
        using var response = await PostGitHubAsync(isForm ? "payload=" + Uri.EscapeDataString(Merged) : Merged, type);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        // No analysis of this installation made it.
        var answer = await response.Content.ReadFromJsonAsync<JsonObject>();
        Assert.Equal("ignored", answer!["status"]!.ToString());
    }

    [Theory]
    [InlineData("payload=%7B")]
    [InlineData("other=1")]
    [InlineData("")]
    public async Task GitHubWebhook_FormWithoutAnEvent_Answers400(string body)
    {
        using var response = await PostGitHubAsync(body, "application/x-www-form-urlencoded");
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    private async Task<HttpResponseMessage> PostGitHubAsync(string body, string type)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        var secret = Encoding.UTF8.GetBytes("github-webhook-secret");
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/v1/github/webhook")
        {
            Content = new ByteArrayContent(bytes),
        };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        request.Headers.Add("X-GitHub-Event", "pull_request");
        request.Headers.Add(
            "X-Hub-Signature-256", "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(secret, bytes)));
        return await fixture.App.Http.SendAsync(request);
    }
}
