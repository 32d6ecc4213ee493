using Microsoft.Extensions.AI;

namespace OpsFlow.Activities.ChatTurn.Agents;

/// <summary>
/// Calls of tools and their results in what a model is sent: each call has exactly one result, right behind it, and no
/// result is without its call. Endpoints refuse everything else.
/// </summary>
internal static class ToolPairs
{
    /// <summary>What the call of which nothing is known is said to have brought.</summary>
    public const string Canceled = "The call was cancelled; there is no result.";

    /// <summary>The same messages with each call and its result together.</summary>
    public static List<ChatMessage> Complete(IEnumerable<ChatMessage> messages)
    {
        List<ChatMessage> all = [.. messages];
        var results = new Dictionary<string, FunctionResultContent>();
        foreach (var result in all.SelectMany(m => m.Contents).OfType<FunctionResultContent>())
        {
            results.TryAdd(result.CallId, result);
        }

        var complete = new List<ChatMessage>(all.Count);
        foreach (var message in all)
        {
            var rest = message.Contents.Where(c => c is not FunctionResultContent).ToList();
            if (rest.Count < message.Contents.Count && rest.Count == 0)
            {
                continue;
            }

            complete.Add(rest.Count == message.Contents.Count ? message : With(message, rest));
            List<AIContent> said =
            [
                .. rest.OfType<FunctionCallContent>().DistinctBy(c => c.CallId).Select(c =>
                    results.GetValueOrDefault(c.CallId) ?? new FunctionResultContent(c.CallId, Canceled)),
            ];
            if (said.Count > 0)
            {
                complete.Add(new ChatMessage(ChatRole.Tool, said));
            }
        }

        return complete;
    }

    /// <summary>Gives a call its own id where a model gave none, or one that it used before.</summary>
    public static void Name(IEnumerable<ChatMessage> answer, ISet<string> used)
    {
        foreach (var message in answer)
        {
            for (var i = 0; i < message.Contents.Count; i++)
            {
                if (message.Contents[i] is FunctionCallContent call && !IsNew(call.CallId, used))
                {
                    var name = call.CallId.Length > 0 ? call.CallId : "call";
                    var id = Enumerable.Range(2, int.MaxValue - 2).Select(n => $"{name}-{n}").First(used.Add);
                    message.Contents[i] = new FunctionCallContent(id, call.Name, call.Arguments)
                    {
                        Exception = call.Exception,
                    };
                }
            }
        }
    }

    private static bool IsNew(string id, ISet<string> used) => id.Length > 0 && used.Add(id);

    private static ChatMessage With(ChatMessage message, List<AIContent> contents)
    {
        var copy = message.Clone();
        copy.Contents = contents;
        return copy;
    }
}
