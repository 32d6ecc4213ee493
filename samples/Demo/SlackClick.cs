using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace OpsFlow.Samples.Demo;

/// <summary>
/// The request that Slack sends when somebody presses a button. Source: Slack documentation, "Handling user
/// interaction", "Verifying requests from Slack".
/// </summary>
internal static class SlackClick
{
    public static HttpRequestMessage Approve(string secret, string userId, string analysisId, string patchHash)
    {
        var payload = new JsonObject
        {
            ["type"] = "block_actions",
            ["user"] = new JsonObject { ["id"] = userId, ["username"] = "demo" },
            ["actions"] = new JsonArray(new JsonObject
            {
                ["action_id"] = "opsflow_approve",
                ["value"] = $"{analysisId}:{patchHash}",
            }),
        };
        var body = "payload=" + Uri.EscapeDataString(payload.ToJsonString());
        var timestamp = DateTimeOffset.UtcNow.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var signature = HMACSHA256.HashData(
            Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"v0:{timestamp}:{body}"));
        return new HttpRequestMessage(HttpMethod.Post, "api/v1/slack/actions")
        {
            Content = new StringContent(body, Encoding.UTF8, "application/x-www-form-urlencoded"),
            Headers =
            {
                { "X-Slack-Request-Timestamp", timestamp },
                { "X-Slack-Signature", "v0=" + Convert.ToHexStringLower(signature) },
            },
        };
    }
}
