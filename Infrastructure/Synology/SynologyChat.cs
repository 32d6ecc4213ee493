using System.Globalization;
using System.Text.Json;
using OpsFlow.Domain.Text;
using OpsFlow.Infrastructure.Requests;
using OpsFlow.Infrastructure.Webhooks;

namespace OpsFlow.Infrastructure.Synology;

/// <summary>Writes messages by an incoming webhook or a bot. Source: Synology, Chat integration.</summary>
public sealed class SynologyChat(HttpClient http, SynologySettings settings)
{
    /// <summary>The most of one message.</summary>
    public const int MaxText = 4000;

    private const int MaxBytes = 64 * 1024;

    /// <summary>Writes to a user; an incoming webhook to its channel.</summary>
    /// <param name="mark">Says that a text was cut.</param>
    public async Task<DeliveryOutcome> SendAsync(
        string user, string text, string mark, CancellationToken cancellationToken)
    {
        if (settings.Url is not { } url)
        {
            return new("not set up");
        }

        var shown = text.CutTo(MaxText, mark);
        // A bot alone writes to one user.
        long? to = url.Query.Contains("method=chatbot", StringComparison.OrdinalIgnoreCase)
            && long.TryParse(user, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? number
                : null;
        object payload = to is { } id ? new { text = shown, user_ids = new[] { id } } : new { text = shown };
        using var request = new HttpRequestMessage(HttpMethod.Post, url)
        {
            Content = new FormUrlEncodedContent([new("payload", JsonSerializer.Serialize(payload))]),
        };
        try
        {
            var (status, answer) = await BoundedHttp.SendAsync(http, request, MaxBytes, cancellationToken);
            return answer is null ? new($"HTTP {(int)status}") : Problem(answer);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested
            && e is HttpRequestException or IOException or OperationCanceledException)
        {
            // Without its message, which may have the address, and with it the token.
            return new("not reached");
        }
    }

    // Refusals come with status 200.
    private static DeliveryOutcome Problem(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body, new() { MaxDepth = 8 });
            if (document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty("success", out var success)
                && success.ValueKind == JsonValueKind.False)
            {
                var code = document.RootElement.TryGetProperty("error", out var error)
                    && error.ValueKind == JsonValueKind.Object && error.TryGetProperty("code", out var number)
                        ? number.GetRawText().CutTo(10)
                        : "?";
                return new($"refused: {code}");
            }
        }
        catch (JsonException)
        {
            // Some versions answer in words.
        }

        return new(null);
    }
}
