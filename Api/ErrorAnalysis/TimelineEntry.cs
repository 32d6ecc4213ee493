using System.Text.Json.Nodes;
using OpsFlow.Platform.Events;

namespace OpsFlow.Api.ErrorAnalysis;

/// <summary>An event of an analysis' stream.</summary>
/// <param name="Seq">Its place in the stream.</param>
/// <param name="Kind">state, progress or pull_request.</param>
/// <param name="Data">What the stream tells of it.</param>
internal sealed record TimelineEntry(long Seq, string Kind, DateTimeOffset At, JsonNode? Data)
{
    public static TimelineEntry Of(LiveEvent e) => new(
        e.Seq, e.Kind, DateTimeOffset.FromUnixTimeMilliseconds(e.CreatedAt), JsonNode.Parse(e.Data));
}
