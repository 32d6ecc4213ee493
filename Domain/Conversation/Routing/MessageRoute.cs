using OpsFlow.Domain.Conversation.Text;

namespace OpsFlow.Domain.Conversation.Routing;

/// <summary>Where a message goes, by the rules alone.</summary>
public sealed record MessageRoute
{
    /// <summary>Who decides.</summary>
    public required RouteStage Stage { get; init; }

    /// <summary>The rule that decided, or null.</summary>
    public string? Rule { get; init; }

    /// <summary>The tools: of the rules' own route one, for the classifier all that rules claim.</summary>
    public IReadOnlyList<ToolCall> Tools { get; init; } = [];

    /// <summary><c>confirm</c> or <c>refuse</c>, of the draft that waits.</summary>
    public string? Draft { get; init; }

    /// <summary>What is refused, by a stable word.</summary>
    public string? Refusal { get; init; }

    /// <summary>Whose state is asked for: <c>models</c>.</summary>
    public string? Status { get; init; }

    /// <summary>The intents by their words; empty where a tool is asked for.</summary>
    public IReadOnlyList<FoundIntent> Intents { get; init; } = [];

    /// <summary>What would be done without a classifier: tools, intents, direct, clarify or route.</summary>
    public string Action { get; init; } = "route";

    /// <summary>What a clarifying question is about.</summary>
    public string? About { get; init; }

    /// <summary>What has to be known first: <c>location</c>.</summary>
    public string? Needs { get; init; }

    /// <summary>The days that are meant.</summary>
    public DateSpan? Days { get; init; }

    /// <summary>Whether more than one thing is asked.</summary>
    public bool HasMultiIntent => Intents.Count + Tools.Count > 1;

    /// <summary>Whether it goes on with what was said before.</summary>
    public bool IsFollowUp { get; init; }

    /// <summary>Whether the classifier's answer to it may come from the cache.</summary>
    public bool IsCacheable { get; init; }

    /// <summary>Why, for those who tune the words.</summary>
    public IReadOnlyList<string> Reasons { get; init; } = [];
}
