using System.Globalization;
using System.Text;
using OpsFlow.Infrastructure.Slack;

namespace OpsFlow.Api.Tests;

internal static class SlackRequests
{
    /// <summary>Posts a form as Slack signs it.</summary>
    public static async Task<HttpResponseMessage> PostSlackAsync(
        this HttpClient http, string body, string secret, int secondsOff = 0)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        var timestamp = (DateTimeOffset.UtcNow.ToUnixTimeSeconds() + secondsOff).ToString(CultureInfo.InvariantCulture);
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/v1/slack/actions")
        {
            Content = new ByteArrayContent(bytes),
        };
        request.Content.Headers.ContentType = new("application/x-www-form-urlencoded");
        request.Headers.Add("X-Slack-Request-Timestamp", timestamp);
        request.Headers.Add("X-Slack-Signature", SlackSignature.Sign(secret, timestamp, bytes));
        return await http.SendAsync(request);
    }
}
