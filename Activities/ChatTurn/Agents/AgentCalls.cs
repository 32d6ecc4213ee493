using System.Collections.Concurrent;
using Microsoft.Extensions.AI;
using OpsFlow.Activities.ChatTurn.Nodes;
using OpsFlow.Platform.Timing;
using OpsFlow.Records.ChatTurn;

namespace OpsFlow.Activities.ChatTurn.Agents;

/// <summary>
/// Makes the calls of one agent within their limits and tells each in the turn's stream. Every call has one answer:
/// what is wrong with one is told to the model, and the others go on.
/// </summary>
internal sealed class AgentCalls(NodeRequest request, ChatStore chats, TimeProvider time)
{
    private const int MaxCalls = 8;

    // One tool that does not answer leaves time for the model to say what the others brought.
    private const double Share = 0.4;

    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, ToolAnswer> _answers = new();
    private readonly ConcurrentDictionary<string, ToolEvents> _open = new();
    private readonly ConcurrentQueue<string> _order = new();

    /// <summary>What was found, in the order of the calls.</summary>
    public IReadOnlyList<ToolAnswer> Answers =>
        [.. _order.Select(id => _answers.GetValueOrDefault(id)).OfType<ToolAnswer>().Where(a => a.HasFound)];

    private TimeSpan Limit => request.Limit * Share < s_limit ? request.Limit * Share : s_limit;

    /// <summary>Tells that a round's calls begin, all of them before any is answered.</summary>
    public async Task BeginAsync(
        IEnumerable<FunctionCallContent> calls, int round, CancellationToken cancellationToken)
    {
        foreach (var call in calls.Take(MaxCalls))
        {
            _order.Enqueue(call.CallId);
            var id = $"{request.Node}:{request.Strategy}:{request.Attempt}:{_order.Count}";
            _open[call.CallId] = await ToolEvents.BeginAsync(
                chats, time, request.Turn.Id, request.Node, call.Name, id, round, cancellationToken);
        }
    }

    /// <summary>Makes one.</summary>
    public async ValueTask<object?> InvokeAsync(FunctionInvocationContext call, CancellationToken cancellationToken)
    {
        if (call.FunctionCallIndex >= MaxCalls)
        {
            return "Too many calls at once; this one was not made.";
        }

        var (answer, error) = await AnswerAsync(call, cancellationToken);
        _answers[call.CallContent.CallId] = answer;
        // It is made: that it is told does not depend on who still waits.
        await EndAsync(call.CallContent.CallId, error, answer.HasFound, CancellationToken.None);
        return DataBlock.Of(call.Function.Name, answer.Text);
    }

    /// <summary>Tells the end of what has none yet: calls of tools that are not there, or that were cut off.</summary>
    public async Task EndAllAsync(string error, CancellationToken cancellationToken)
    {
        foreach (var id in _open.Keys)
        {
            await EndAsync(id, error, false, cancellationToken);
        }
    }

    private Task EndAsync(string id, string? error, bool found, CancellationToken cancellationToken) =>
        _open.TryRemove(id, out var events)
            ? events.EndAsync(error, cancellationToken, found)
            : Task.CompletedTask;

    private async Task<(ToolAnswer Answer, string? Error)> AnswerAsync(
        FunctionInvocationContext call, CancellationToken cancellationToken)
    {
        if (call.CallContent.Exception is not null)
        {
            return (ToolAnswer.Nothing("The arguments are not valid JSON."), "arguments");
        }

        using var limit = new TimeLimit(Limit, time, cancellationToken);
        try
        {
            // A tool that does not listen is left behind.
            var said = await call.Function.InvokeAsync(call.Arguments, limit.Token).AsTask().WaitAsync(limit.Token);
            return (said as ToolAnswer ?? new($"{said}", said is not null), null);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (ToolAnswer.Nothing("The tool took too long."), "timeout");
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            // Why is not told: addresses and keys are in such messages.
            return (ToolAnswer.Nothing("The tool failed."), "failed");
        }
    }
}
