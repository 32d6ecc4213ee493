using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.AI;
using OpsFlow.Activities.ChatTurn.Agents;
using OpsFlow.Domain.Conversation.Routing;
using OpsFlow.Domain.Conversation.Text;
using OpsFlow.Platform.Models;
using OpsFlow.Platform.Timing;
using OpsFlow.Records.ChatTurn;

namespace OpsFlow.Activities.ChatTurn;

/// <content>What the classifier says.</content>
public sealed partial class TurnPlanner
{
    private const int LastMessages = 10;
    private const string Intent = "intent";

    private async Task<(ClassifierReply? Reply, string? Model)> ClassifyAsync(
        TurnRecord turn, MessageRoute route, DateOnly today, ConversationRecord? conversation, CalendarDraft? draft,
        CancellationToken cancellationToken)
    {
        if (clients.Find(ChatModels.Classifier.Role, ChatModels.Classifier.Use, ModelTier.Fast) is not { } client)
        {
            return (null, null);
        }

        var intents = library.Rules.Policies.Intents.Keys.ToHashSet();
        var entry = registry.Choose(ChatModels.Classifier.Role, ChatModels.Classifier.Use, ModelTier.Fast)!.Entry;
        var name = entry.Model;
        // Of the day, too: what is asked for may be told with its date.
        var key = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
            $"{TextNormal.Key(turn.Message)}\n{today:O}\n{library.Rules.Version}\n{name}")));
        if (route.IsCacheable && await cache.FindAsync(key, cancellationToken) is { } kept)
        {
            return (ClassifierReply.Read(kept, s_tools, intents), name);
        }

        var policy = library.Rules.Policies.Of(Intent);
        var window = TimeSpan.FromSeconds(policy.Window);
        if (!await breakers.MayEnterAsync(Intent, window, cancellationToken))
        {
            return (null, null);
        }

        // A classifier that does not answer must not use up the turn's time: the limit is that of all attempts.
        using var limit = new TimeLimit(TimeSpan.FromSeconds(policy.Seconds), time, cancellationToken);
        var history = await HistoryAsync(turn, conversation, cancellationToken);
        var prompt = PromptWindow.Fit(
            [
                new(ChatRole.System, $"{library.Rules.Prompts["classifier"]}\n{Moment(draft)}"),
                .. history,
                new(ChatRole.User, Question(turn, route)),
            ],
            PromptWindow.Of(entry));
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                var response = await client.GetResponseAsync(prompt, null, limit.Token);
                var reply = ClassifierReply.Read(response.Text, s_tools, intents);
                // Everybody's: nothing that one person's conversation may have put there.
                if (route.IsCacheable && history.Count == 0 && reply.IsForAnybody)
                {
                    await cache.KeepAsync(key, response.Text, cancellationToken);
                }

                await breakers.SucceededAsync(Intent, cancellationToken);
                return (reply, response.ModelId ?? name);
            }
            catch (ModelException e) when (attempt < policy.Retries && IsForAnotherTry(e)
                && !limit.Token.IsCancellationRequested)
            {
                // Once more.
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested
                && e is ModelException or OperationCanceledException)
            {
                // What the rules found is better than nothing.
                await breakers.FailedAsync(Intent, policy.Breaker, window, cancellationToken);
                return (null, null);
            }
        }
    }

    // What an endpoint refused, as it is busy or ill, the model's own pipeline has tried again by now.
    private static bool IsForAnotherTry(ModelException e) =>
        e.IsTransient && (e.Failure == ModelFailure.TimedOut || !e.Refused);

    /// <summary>What every model is told of the moment: the time, and the draft that waits for a yes.</summary>
    public string Moment(CalendarDraft? draft) => $"[현재 시간] {Now} (한국 표준시)" + (draft is null
        ? ""
        : "\n[확인을 기다리는 일정 초안] a calendar draft waits for yes or no\n"
            + DataBlock.Of("draft", $"{draft.Title} {draft.Date} {draft.Time}"));

    private static string Question(TurnRecord turn, MessageRoute route) =>
        $"""
        [힌트] {string.Join("; ", route.Reasons)}
        [현재 메시지]
        {DataBlock.Of("message", MessageLimit.Cut(turn.Message).Text, int.MaxValue)}
        """;

    /// <summary>The summary and the last messages before a turn.</summary>
    public async Task<IReadOnlyList<ChatMessage>> HistoryAsync(
        TurnRecord turn, ConversationRecord? conversation, CancellationToken cancellationToken) =>
        ToldConversation.Of(
            conversation?.Summary,
            await ToldConversation.ReadAsync(chats, turn, null, LastMessages, cancellationToken));
}
