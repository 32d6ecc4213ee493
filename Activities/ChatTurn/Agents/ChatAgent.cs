using Microsoft.Extensions.AI;
using OpsFlow.Activities.ChatTurn.Nodes;
using OpsFlow.Domain.Conversation.Text;
using OpsFlow.Platform.Models;
using OpsFlow.Platform.Timing;
using OpsFlow.Records.ChatTurn;
using OpsFlow.Records.Conversation;

namespace OpsFlow.Activities.ChatTurn.Agents;

/// <summary>
/// Lets a model call the tools of a node, in at most five rounds, those of a round at once. It is shown the message
/// and what tools answered, and nothing of earlier turns: what a mail said yesterday calls nothing today.
/// </summary>
internal sealed class ChatAgent(
    ModelClients clients, ModelRegistry registry, ConversationLibrary library, ChatStore chats, TurnPlanner planner,
    TimeProvider time)
{
    private const int MaxRounds = 5;

    // Of the node's time; the rest is for what is done without a model.
    private const double Share = 0.75;

    /// <summary>Asks.</summary>
    /// <returns>What the tools answered, in the order of the calls; nothing when no model calls tools.</returns>
    public async Task<IReadOnlyList<ToolAnswer>> AskAsync(
        NodeRequest request, IReadOnlyList<AIFunction> tools, CancellationToken cancellationToken)
    {
        var stage = ChatModels.Agent;
        var asked = request.Turn.Model is { } model && registry.ForStage(stage, model) is not null ? model : null;
        if (tools.Count == 0 || registry.ForStage(stage, asked) is not { } entry)
        {
            return [];
        }

        using var limit = new TimeLimit(request.Limit * Share, time, cancellationToken);
        var calls = new AgentCalls(request, chats, time);
        IList<AITool> declared = [.. tools];
        var caller = new FunctionInvokingChatClient(
            new ToolLimitClient(clients.Of(stage, entry), declared, calls, PromptWindow.Of(entry)))
        {
            MaximumIterationsPerRequest = MaxRounds,
            AllowConcurrentInvocation = true,
            FunctionInvoker = calls.InvokeAsync,
        };
        try
        {
            await caller.GetResponseAsync(
                Question(request), new ChatOptions { Tools = declared, AllowMultipleToolCalls = true }, limit.Token)
                .WaitAsync(limit.Token);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested
            && e is ModelException or OperationCanceledException)
        {
            // What was found until then counts.
        }
        finally
        {
            // Also where the person stopped it: whoever follows must not wait for a call that nobody makes.
            await calls.EndAllAsync(
                cancellationToken.IsCancellationRequested ? "cancelled" : "timeout", CancellationToken.None);
        }

        return calls.Answers;
    }

    private List<ChatMessage> Question(NodeRequest request) =>
    [
        new(ChatRole.System, library.Rules.Prompts["agent"]),
        new(ChatRole.User,
            $"""
            [현재 시간] {planner.Now} (한국 표준시)
            [위치] {request.Turn.Location ?? "-"}
            [할 일] {request.Node}
            [메시지]
            {MessageLimit.Cut(request.Turn.Message).Text}
            """),
    ];
}
