using System.Text.Json;

namespace OpsFlow.Domain.CodeAnalysis.Reports;

/// <summary>
/// Sentry's envelopes: a line of JSON, then items, each a line of JSON and a payload. Source: Sentry's developer
/// documentation, "Envelopes".
/// </summary>
internal static class SentryEnvelope
{
    /// <summary>Whether the bytes begin as an envelope does.</summary>
    public static bool IsOne(ReadOnlyMemory<byte> body)
    {
        var rest = body;
        return Read(Line(ref rest)) is not null;
    }

    /// <summary>The payloads of its events; none when the bytes are no envelope.</summary>
    public static List<ReadOnlyMemory<byte>> Events(ReadOnlyMemory<byte> body)
    {
        var events = new List<ReadOnlyMemory<byte>>();
        var rest = body;
        if (Read(Line(ref rest)) is null)
        {
            return events;
        }

        while (!rest.IsEmpty)
        {
            var line = Line(ref rest);
            if (line.Span.Trim(" \r"u8).IsEmpty)
            {
                continue;
            }

            if (Read(line) is not { Type: { } type } head)
            {
                break;
            }

            var payload = head.Length is { } length ? Take(ref rest, length) : Line(ref rest);
            if (type == "event")
            {
                events.Add(payload);
            }
        }

        return events;
    }

    private static ReadOnlyMemory<byte> Take(ref ReadOnlyMemory<byte> rest, int length)
    {
        length = Math.Clamp(length, 0, rest.Length);
        var taken = rest[..length];
        rest = rest[length..];
        return taken;
    }

    private static ReadOnlyMemory<byte> Line(ref ReadOnlyMemory<byte> rest)
    {
        var end = rest.Span.IndexOf((byte)'\n');
        var line = end < 0 ? rest : rest[..end];
        rest = end < 0 ? default : rest[(end + 1)..];
        return line;
    }

    private static (string? Type, int? Length)? Read(ReadOnlyMemory<byte> line)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            var head = json.RootElement;
            if (head.ValueKind != JsonValueKind.Object)
            {
                return null;
            }

            int? length = head.Get("length") is null ? null : (int)Math.Min(head.Number("length"), int.MaxValue);
            return (head.Text("type"), length);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
