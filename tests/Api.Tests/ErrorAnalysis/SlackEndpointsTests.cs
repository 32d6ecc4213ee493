using System.Net;

namespace OpsFlow.Api.Tests.ErrorAnalysis;

public sealed class SlackEndpointsTests
{
    private const string Click =
        """{"type":"block_actions","user":{"id":"U1"},"actions":[{"action_id":"opsflow_approve","value":"a:b"}]}""";

    // Whoever can read a backup of the data folder must not be able to approve.
    [Fact]
    public async Task Receive_WithoutSlackSettings_AcceptsNoSecretNotEvenOneOfTheDataFolder()
    {
        using var data = new TempFolder();
        var settings = new Dictionary<string, string> { ["OPSFLOW_SLACK_SIGNING_SECRET"] = "" };
        await using var app = await AppProcess.StartAsync(data.Path, settings);
        Assert.Equal(HttpStatusCode.Unauthorized, await ClickAsync(app, ""));
        var texts = Directory.EnumerateFiles(data.Path).Where(f => !f.Contains(".db", StringComparison.Ordinal));
        foreach (var file in texts)
        {
            var secret = (await File.ReadAllTextAsync(file)).Trim();
            Assert.True(
                await ClickAsync(app, secret) == HttpStatusCode.Unauthorized,
                $"{Path.GetFileName(file)} holds a signing secret");
        }
    }

    private static async Task<HttpStatusCode> ClickAsync(AppProcess app, string secret)
    {
        using var response = await app.Http.PostSlackAsync("payload=" + Uri.EscapeDataString(Click), secret);
        return response.StatusCode;
    }
}
