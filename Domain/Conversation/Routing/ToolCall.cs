namespace OpsFlow.Domain.Conversation.Routing;

/// <summary>A tool with what it is asked.</summary>
/// <param name="Tool">As <c>calendar.search</c>.</param>
/// <param name="Parameters">By their names in the tool's own schema.</param>
public sealed record ToolCall(string Tool, IReadOnlyDictionary<string, object> Parameters)
{
    /// <summary>A call without parameters.</summary>
    public static ToolCall Of(string tool, params (string Name, object? Value)[] parameters) => new(
        tool, parameters.Where(p => p.Value is not null).ToDictionary(p => p.Name, p => p.Value!));
}
