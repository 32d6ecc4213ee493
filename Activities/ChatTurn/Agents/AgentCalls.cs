using System.Collections.Concurrent;
using Microsoft.Extensions.AI;
using OpsFlow.Activities.ChatTurn.Nodes;
using OpsFlow.Records.ChatTurn;
using OpsFlow.Workflows.ChatTurn;

namespace OpsFlow.Activities.ChatTurn.Agents;

/// <summary>
/// Makes the calls of one agent within their limits and tells each in the turn's stream. Every call has one answer:
/// what is wrong with one is told to the model, and the others go on.
/// </summary>
internal sealed class AgentCalls(NodeRequest request, ChatStore chats, TimeProvider time)
{
    private const int MaxCalls = 8;

    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<int, ToolAnswer> _answers = new();
    private int _number;

    /// <summary>What was found.</summary>
    public IReadOnlyList<ToolAnswer> Answers =>
        [.. _answers.OrderBy(a => a.Key).Select(a => a.Value).Where(a => a.HasFound)];

    /// <summary>Makes one.</summary>
    public async ValueTask<object?> InvokeAsync(FunctionInvocationContext call, CancellationToken cancellationToken)
    {
        if (call.FunctionCallIndex >= MaxCalls)
        {
            return "Too many calls at once; this one was not made.";
        }

        var number = Interlocked.Increment(ref _number);
        // Made here: models number their calls anew in each round.
        var id = $"{request.Node}:{request.Strategy}:{request.Attempt}:{number}";
        var tool = call.Function.Name;
        await chats.TellAsync(
            request.Turn.Id, $"tool_start:{id}", "tool_start",
            new { stage = (int)TurnState.Nodes, node = request.Node, tool, callId = id, round = call.Iteration + 1 },
            cancellationToken);
        var began = time.GetTimestamp();
        var (answer, error) = await AnswerAsync(call, cancellationToken);
        _answers[number] = answer;
        await chats.TellAsync(
            request.Turn.Id, $"tool_result:{id}", "tool_result",
            new
            {
                stage = (int)TurnState.Nodes, node = request.Node, tool, callId = id, ok = error is null,
                found = answer.HasFound, milliseconds = (long)time.GetElapsedTime(began).TotalMilliseconds, error,
            },
            cancellationToken);
        return DataBlock.Of(tool, answer.Text);
    }

    private async Task<(ToolAnswer Answer, string? Error)> AnswerAsync(
        FunctionInvocationContext call, CancellationToken cancellationToken)
    {
        if (call.CallContent.Exception is not null)
        {
            return (ToolAnswer.Nothing("The arguments are not valid JSON."), "arguments");
        }

        using var limit = new CancellationTokenSource(s_limit, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            // A tool that does not listen is left behind.
            var said = await call.Function.InvokeAsync(call.Arguments, both.Token).AsTask().WaitAsync(both.Token);
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
