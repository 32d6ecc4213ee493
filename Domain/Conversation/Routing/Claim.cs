using OpsFlow.Domain.Conversation.Text;

namespace OpsFlow.Domain.Conversation.Routing;

/// <summary>What a rule takes a message for.</summary>
/// <param name="Rule">The rule's name.</param>
/// <param name="Call">The tool; null for the state of the models.</param>
/// <param name="Reason">Why.</param>
/// <param name="IsHint">Whether the classifier still has to decide.</param>
internal sealed record Claim(string Rule, ToolCall? Call, string Reason, bool IsHint = false)
{
    public DateSpan? Days { get; init; }

    public string? Missing { get; init; }
}
