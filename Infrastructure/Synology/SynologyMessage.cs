using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Web;
using OpsFlow.Domain.Text;

namespace OpsFlow.Infrastructure.Synology;

/// <summary>What the outgoing webhook of Synology Chat sends: a form, or JSON with the same fields.</summary>
/// <param name="UserId">Empty when none was sent.</param>
/// <param name="PostId">Empty when none was sent.</param>
public sealed record SynologyMessage(string Token, string UserId, string PostId, string Timestamp, string Text)
{
    private const int MaxFields = 50;
    private const int MaxField = 100;
    private const int MaxText = 20_000;

    /// <summary>Reads one; null when it is none.</summary>
    public static SynologyMessage? Read(ReadOnlyMemory<byte> body, string? contentType)
    {
        if (Fields(body, contentType) is not { } fields)
        {
            return null;
        }

        string Of(string name, int limit = MaxField) => fields.GetValueOrDefault(name)?.Trim().CutTo(limit) ?? "";
        var (text, trigger) = (Of("text", MaxText), Of("trigger_word"));
        return new(
            Of("token"), Of("user_id"), Of("post_id"), Of("timestamp"),
            trigger.Length > 0 && text.StartsWith(trigger, StringComparison.Ordinal)
                ? text[trigger.Length..].TrimStart()
                : text);
    }

    /// <summary>Whether it comes from the server that the token was given to.</summary>
    public bool IsFrom(string token) => CryptographicOperations.FixedTimeEquals(
        SHA256.HashData(Encoding.UTF8.GetBytes(Token)), SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    private static Dictionary<string, string>? Fields(ReadOnlyMemory<byte> body, string? contentType)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        if (contentType?.StartsWith("application/json", StringComparison.OrdinalIgnoreCase) != true)
        {
            var form = HttpUtility.ParseQueryString(Encoding.UTF8.GetString(body.Span));
            foreach (var name in form.AllKeys.OfType<string>().Take(MaxFields))
            {
                fields.TryAdd(name, form.GetValues(name)![0]);
            }

            return fields;
        }

        try
        {
            using var document = JsonDocument.Parse(body, new() { MaxDepth = 8 });
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                return null;
            }

            foreach (var property in document.RootElement.EnumerateObject().Take(MaxFields))
            {
                if (property.Value.ValueKind == JsonValueKind.Number)
                {
                    fields.TryAdd(property.Name, property.Value.GetRawText());
                }
                else if (JsonText.Of(property.Value) is { } text)
                {
                    fields.TryAdd(property.Name, text);
                }
            }

            return fields;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
