using Microsoft.Extensions.AI;
using OpsFlow.Activities.ChatTurn.Agents;
using OpsFlow.Domain.Conversation.Memory;
using OpsFlow.Domain.Text;
using OpsFlow.Platform.Models;

namespace OpsFlow.Activities.ChatTurn;

/// <summary>
/// Makes a prompt fit its model. What the product itself says (the system's messages: who it is, the time, a draft that
/// waits) and what is asked now always stay; of what lies between, the oldest goes first, and a call of a tool goes
/// with its result or not at all.
/// </summary>
internal static class PromptWindow
{
    // A text is never cut to less: below that it says nothing.
    private const int Least = 200;

    /// <summary>The most tokens of a prompt to a model.</summary>
    public static long Of(ModelEntry entry) =>
        SummaryPolicy.Of(entry.ContextTokens, entry.MaxOutputTokens).Trigger;

    /// <summary>The messages that are sent.</summary>
    public static IReadOnlyList<ChatMessage> Fit(
        IEnumerable<ChatMessage> messages, long maxTokens, ChatOptions? options = null)
    {
        var all = ToolPairs.Complete(messages);
        var tokens = TokenEstimate.Of(all, options);
        if (tokens <= maxTokens)
        {
            return all;
        }

        var asked = all.FindLastIndex(m => m.Role == ChatRole.User);
        tokens = Drop(all, 0, asked, tokens, maxTokens);
        asked = all.FindLastIndex(m => m.Role == ChatRole.User);
        // Still too much: the rounds of tools behind the question, but the last.
        var last = all.FindLastIndex(m => m.Contents.Any(c => c is FunctionCallContent));
        tokens = Drop(all, asked + 1, last, tokens, maxTokens);
        return tokens <= maxTokens ? all : Cut(all, tokens - maxTokens);
    }

    // Blocks from one index up to another: a message, or calls with their results.
    private static long Drop(List<ChatMessage> all, int from, int to, long tokens, long maxTokens)
    {
        while (from < to && tokens > maxTokens)
        {
            if (all[from].Role == ChatRole.System)
            {
                from++;
                continue;
            }

            var count = from + 1 < all.Count && all[from + 1].Role == ChatRole.Tool ? 2 : 1;
            tokens -= TokenEstimate.Of(all.GetRange(from, count));
            all.RemoveRange(from, count);
            to -= count;
        }

        return tokens;
    }

    // The longest texts become shorter, but none of the product's own words.
    private static List<ChatMessage> Cut(List<ChatMessage> all, long excess)
    {
        foreach (var (message, index) in all.Select((m, i) => (m, i))
            .Where(m => m.m.Role != ChatRole.System).OrderByDescending(m => Length(m.m)).ToList())
        {
            if (excess <= 0)
            {
                break;
            }

            var before = TokenEstimate.Of([message]);
            // Three bytes a token, and a Korean letter has three.
            var keep = Math.Max(Least, Length(message) - (excess * 3));
            var copy = message.Clone();
            copy.Contents = [.. message.Contents.Select(c => Shorter(c, (int)keep))];
            all[index] = copy;
            excess -= before - TokenEstimate.Of([copy]);
        }

        return all;
    }

    private static long Length(ChatMessage message) => message.Contents.Sum(c => c switch
    {
        TextContent text => text.Text.Length,
        FunctionResultContent { Result: string text } => text.Length,
        _ => 0,
    });

    private static AIContent Shorter(AIContent content, int keep) => content switch
    {
        TextContent text => new TextContent(text.Text.CutTo(keep, DataBlock.Mark)),
        FunctionResultContent { Result: string text } result =>
            new FunctionResultContent(result.CallId, text.CutTo(keep, DataBlock.Mark)),
        _ => content,
    };
}
