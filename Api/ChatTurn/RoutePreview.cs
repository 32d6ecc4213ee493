using System.Globalization;
using OpsFlow.Domain.Conversation.Routing;
using OpsFlow.Domain.Conversation.Text;

namespace OpsFlow.Api.ChatTurn;

/// <summary>Where a message would go.</summary>
/// <param name="Stage">Whether rules decide, or the classifier with what rules say as hints.</param>
/// <param name="Tool">The tool, or the only one that is hinted at.</param>
/// <param name="Parameters">The tool's.</param>
/// <param name="Tools">All tools, with their parameters.</param>
/// <param name="Draft">What is answered to the draft that waits: confirm or refuse.</param>
/// <param name="Refusal">What is refused.</param>
/// <param name="Status">Whose state is asked for.</param>
/// <param name="Intents">The intents by their words.</param>
/// <param name="IntentDetails">The intents with what the words say besides.</param>
/// <param name="Action">What is done when no classifier can be asked.</param>
/// <param name="About">What would be asked back.</param>
/// <param name="Needs">What has to be known first.</param>
/// <param name="HasMultiIntent">Whether more than one thing is asked.</param>
/// <param name="Cached">Whether the classifier's answer may come from the cache.</param>
/// <param name="Notice"><c>cut</c> when the message is longer than what a model is shown.</param>
/// <param name="Today">The day that counts as today.</param>
/// <param name="Rules">The version of the word lists.</param>
/// <param name="Reasons">Why.</param>
internal sealed record RoutePreview(
    RouteStage Stage, string? Tool, IReadOnlyDictionary<string, object>? Parameters, IEnumerable<ToolCall> Tools,
    string? Draft, string? Refusal, string? Status, IEnumerable<string> Intents,
    IEnumerable<FoundIntent> IntentDetails, string Action, string? About, string? Needs, bool HasMultiIntent,
    bool Cached, string? Notice, string Today, string Rules, IEnumerable<string> Reasons)
{
    public static RoutePreview Of(MessageRoute route, string text, DateOnly today, string rules)
    {
        var only = route.Tools is [var one] ? one : null;
        return new(
            route.Stage, only?.Tool, only?.Parameters, route.Tools, route.Draft, route.Refusal, route.Status,
            route.Intents.Select(i => i.Name), route.Intents, route.Action, route.About, route.Needs,
            route.HasMultiIntent, route.IsCacheable, MessageLimit.Cut(text).IsCut ? "cut" : null,
            today.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), rules, route.Reasons);
    }
}
