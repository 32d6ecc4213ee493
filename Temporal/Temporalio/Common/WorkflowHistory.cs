using Google.Protobuf;
using Temporalio.Api.History.V1;

namespace Temporalio.Common;

/// <summary>The history of a run.</summary>
/// <param name="Id">The workflow's id.</param>
/// <param name="Events">The events in order.</param>
public record WorkflowHistory(string Id, IReadOnlyCollection<HistoryEvent> Events)
{
    private static readonly JsonParser Parser = new(JsonParser.Settings.Default.WithIgnoreUnknownFields(true));

    /// <summary>Reads a history as written by any SDK, the CLI or the Web UI: both enum spellings are accepted and
    /// unknown fields ignored.</summary>
    /// <param name="workflowId">The workflow's id, which the JSON does not hold.</param>
    /// <param name="json">The JSON.</param>
    /// <returns>The history.</returns>
    /// <exception cref="InvalidDataException">The text is no JSON object.</exception>
    /// <exception cref="InvalidProtocolBufferException">The text is not such JSON.</exception>
    public static WorkflowHistory FromJson(string workflowId, string json) =>
        new(workflowId, Parser.Parse<History>(HistoryJson.NormalizeEnums(json)).Events);

    /// <summary>Writes the history as JSON that any SDK can replay.</summary>
    /// <returns>The JSON.</returns>
    public string ToJson() => JsonFormatter.Default.Format(new History { Events = { Events } });

    /// <summary>Writes the history as JSON that any SDK can replay.</summary>
    /// <param name="writer">Where to.</param>
    public void ToJson(TextWriter writer) => JsonFormatter.Default.Format(new History { Events = { Events } }, writer);
}
