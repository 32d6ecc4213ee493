using System.Text.Json.Nodes;
using OpsFlow.Api.Runs;
using OpsFlow.Platform.Events;

namespace OpsFlow.Api.ErrorAnalysis;

/// <summary>An event of an analysis' stream.</summary>
/// <param name="Seq">Its place in the stream.</param>
/// <param name="Kind">state, progress or pull_request.</param>
/// <param name="Data">What the stream tells of it.</param>
internal sealed record TimelineEntry(long Seq, string Kind, DateTimeOffset At, JsonNode? Data)
{
    public static TimelineEntry Of(LiveEvent e) => new(
        e.Seq, e.Kind, DateTimeOffset.FromUnixTimeMilliseconds(e.CreatedAt), InWords(JsonNode.Parse(e.Data)));

    // As the record's own reason is told.
    private static JsonNode? InWords(JsonNode? data)
    {
        if (data is JsonObject told && told["detail"] is JsonValue detail && detail.TryGetValue<string>(out var text))
        {
            told["detail"] = RunReason.InWords(text);
        }

        return data;
    }
}
