using System.Diagnostics;
using System.Text.Json;

namespace OpsFlow.Platform.Runs;

/// <summary>A workflow to be started, as it is kept beside the row that asks for it.</summary>
/// <param name="WorkflowId">The id; while a start of the same id is pending, another one adds nothing.</param>
/// <param name="WorkflowType">The workflow's name.</param>
/// <param name="TaskQueue">Where its workers poll.</param>
/// <param name="Input">Its one argument as JSON; no secrets.</param>
public sealed record RunStart(string WorkflowId, string WorkflowType, string TaskQueue, JsonElement Input)
{
    /// <summary>Temporal starts one run for it, however often it is asked. Default a new one.</summary>
    public string RequestId { get; init; } = Guid.NewGuid().ToString();

    /// <summary>One line for Temporal's Web UI.</summary>
    public string? Summary { get; init; }

    /// <summary>Search attributes of the type Keyword, by name.</summary>
    public IReadOnlyDictionary<string, string> Keywords { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// Whether the id may have had a run. While that is still about to close, the start waits. Default false: such a
    /// start does nothing.
    /// </summary>
    public bool AfterClosedRun { get; init; }

    /// <summary>The run to wait for; a later one makes the start needless. Default any.</summary>
    public string? AfterRunId { get; init; }

    /// <summary>The W3C trace context of the request that asked. Default that of the current span.</summary>
    public string? TraceParent { get; init; } = Activity.Current?.Id;

    /// <summary>A start with any serializable argument.</summary>
    public static RunStart Of<TInput>(string workflowId, string workflowType, string taskQueue, TInput input) =>
        new(workflowId, workflowType, taskQueue, JsonSerializer.SerializeToElement(input));
}
