using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace OpsFlow.Scenarios.Support;

/// <summary>A click on a button as Slack sends it: a signed form with a JSON payload.</summary>
public sealed record SlackClick(string ActionId, string Value, string User)
{
    public const string Secret = "8f742231b10e8888abcd99yyyzzz85a5";

    public string SigningSecret { get; init; } = Secret;

    public DateTimeOffset At { get; init; } = DateTimeOffset.UtcNow;

    public int? RetryNumber { get; init; }

    public async Task<(int Status, JsonObject Body)> SendAsync(HttpClient http)
    {
        var payload = new JsonObject
        {
            ["type"] = "block_actions",
            ["user"] = new JsonObject { ["id"] = User, ["username"] = $"name-of-{User}", ["team_id"] = "T000000001" },
            ["api_app_id"] = "A1",
            ["container"] = new JsonObject { ["type"] = "message" },
            ["trigger_id"] = "1.2.3",
            ["actions"] = new JsonArray(new JsonObject
            {
                ["type"] = "button",
                ["action_id"] = ActionId,
                ["value"] = Value,
                ["action_ts"] = "1795249208.000100",
            }),
        };
        var body = Encoding.UTF8.GetBytes("payload=" + Uri.EscapeDataString(payload.ToJsonString()));
        var timestamp = At.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        // Made here from Slack's description, not by the program's own code.
        byte[] signed = [.. Encoding.UTF8.GetBytes($"v0:{timestamp}:"), .. body];
        var signature = "v0="
            + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(SigningSecret), signed));
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/v1/slack/actions")
        {
            Content = new ByteArrayContent(body),
        };
        request.Headers.Authorization = null;
        request.Content.Headers.ContentType = new("application/x-www-form-urlencoded");
        request.Headers.Add("X-Slack-Request-Timestamp", timestamp);
        request.Headers.Add("X-Slack-Signature", signature);
        if (RetryNumber is { } number)
        {
            request.Headers.Add("X-Slack-Retry-Num", $"{number}");
            request.Headers.Add("X-Slack-Retry-Reason", "http_timeout");
        }

        using var response = await http.SendAsync(request);
        return ((int)response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync())!.AsObject());
    }
}
