using System.Text.Json;

namespace OpsFlow.Domain.Text;

/// <summary>Texts of JSON from outside.</summary>
public static class JsonText
{
    /// <summary>The text; null for what is no text, and for one that is half of a character.</summary>
    public static string? Of(JsonElement value)
    {
        try
        {
            return value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
