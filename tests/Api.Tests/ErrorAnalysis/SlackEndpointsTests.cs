using System.Globalization;
using System.Net;
using System.Text;
using OpsFlow.Infrastructure.Slack;

namespace OpsFlow.Api.Tests.ErrorAnalysis;

public sealed class SlackEndpointsTests
{
    private const string Click =
        """{"type":"block_actions","user":{"id":"U1"},"actions":[{"action_id":"opsflow_approve","value":"a:b"}]}""";

    // Whoever can read a backup of the data folder must not be able to approve.
    [Fact]
    public async Task Receive_WithoutSlackSettings_AcceptsNoSecretNotEvenOneOfTheDataFolder()
    {
        using var data = new TemporaryFolder();
        var settings = new Dictionary<string, string> { ["OPSFLOW_SLACK_SIGNING_SECRET"] = "" };
        await using var app = await AppProcess.StartAsync(data.Path, settings);
        Assert.Equal(HttpStatusCode.Unauthorized, await ClickAsync(app, ""));
        var texts = Directory.EnumerateFiles(data.Path).Where(f => !f.Contains(".db", StringComparison.Ordinal));
        foreach (var file in texts)
        {
            var secret = (await File.ReadAllTextAsync(file)).Trim();
            Assert.True(
                await ClickAsync(app, secret) == HttpStatusCode.Unauthorized, $"{Path.GetFileName(file)} holds a signing secret");
        }
    }

    [Fact]
    public async Task Receive_WithASigningSecret_AcceptsThatSecretAlone()
    {
        using var data = new TemporaryFolder();
        var settings = new Dictionary<string, string> { ["OPSFLOW_SLACK_SIGNING_SECRET"] = "the secret" };
        await using var app = await AppProcess.StartAsync(data.Path, settings);
        Assert.Equal(HttpStatusCode.OK, await ClickAsync(app, "the secret"));
        Assert.Equal(HttpStatusCode.Unauthorized, await ClickAsync(app, "another secret"));
        Assert.Equal(HttpStatusCode.Unauthorized, await ClickAsync(app, ""));
    }

    private static async Task<HttpStatusCode> ClickAsync(AppProcess app, string secret)
    {
        var body = Encoding.UTF8.GetBytes("payload=" + Uri.EscapeDataString(Click));
        var timestamp = DateTimeOffset.UtcNow.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/v1/slack/actions")
        {
            Content = new ByteArrayContent(body),
        };
        request.Content.Headers.ContentType = new("application/x-www-form-urlencoded");
        request.Headers.Add("X-Slack-Request-Timestamp", timestamp);
        request.Headers.Add("X-Slack-Signature", SlackSignature.Sign(secret, timestamp, body));
        using var response = await app.Http.SendAsync(request);
        return response.StatusCode;
    }
}
