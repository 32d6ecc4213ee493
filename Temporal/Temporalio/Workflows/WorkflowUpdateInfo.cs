namespace Temporalio.Workflows;

/// <summary>The update whose handler runs.</summary>
/// <param name="Id">The update id.</param>
/// <param name="Name">The update name.</param>
public record WorkflowUpdateInfo(string Id, string Name)
{
    /// <summary>The values that every log line of the handler carries.</summary>
    internal Dictionary<string, object> LoggerScope { get; } = new() { ["UpdateId"] = Id, ["UpdateName"] = Name };
}
