using System.Data.Common;
using System.Text.Json;
using Dapper;
using OpsFlow.Workflows.ChatTurn;

namespace OpsFlow.Records.ChatTurn;

/// <content>How a turn ends.</content>
public sealed partial class ChatStore
{
    /// <summary>Ends a turn: the message is stored, then it is told, in one transaction.</summary>
    /// <param name="state">How it ends; a turn that was asked to stop ends canceled.</param>
    /// <param name="wordsOf">The text for an end, given what was written.</param>
    /// <param name="intent">What it was about.</param>
    /// <returns>The state that it is in.</returns>
    public async Task<TurnState> EndAsync(
        string turn, TurnState state, string? detail, Func<TurnState, string, string> wordsOf, string? intent,
        CancellationToken cancellationToken)
    {
        (TurnState State, string? Owner) end = default;
        await ChangeAsync(
            turn,
            async (connection, transaction, ct) =>
            {
                end = await EndAsync(connection, transaction, turn, state, detail, wordsOf, intent, ct);
                return 0;
            },
            cancellationToken,
            // After all rows of the group: the place on the stream of all is held to the commit.
            (connection, transaction, ct) => end.Owner is { } owner
                ? TellAllAsync(connection, transaction, turn, end.State, owner, ct)
                : Task.CompletedTask);
        signals.Notify(AllStream);
        return end.State;
    }

    // Its owner when it ended now; null when it was over.
    private async Task<(TurnState State, string? Owner)> EndAsync(
        DbConnection connection, DbTransaction transaction, string turn, TurnState state, string? detail,
        Func<TurnState, string, string> wordsOf, string? intent, CancellationToken ct)
    {
        var row = await connection.QueryFirstAsync<TurnRecord>(Command(
            $"SELECT {Columns} FROM chat_turns WHERE id = @turn", new { turn }, transaction, ct));
        if (IsFinal(row.State))
        {
            return (row.State, null);
        }

        var end = row.CancelAsked == 1 ? TurnState.Canceled : state;
        if (await connection.ExecuteAsync(Command(
            $"""
            UPDATE chat_turns SET state = @end, detail = @detail, updated_at = @now, ended_at = @now
            WHERE id = @turn AND state NOT IN ({Finals})
            """,
            new { turn, end = $"{end}", detail, now = Now() }, transaction, ct)) == 0)
        {
            return (end, null);
        }

        var (open, written) = await ReadStreamAsync(connection, transaction, turn, ct);
        await CloseCallsAsync(connection, transaction, turn, end, open, ct);
        var content = wordsOf(end, written);
        await AddMessageAsync(
            connection, transaction, row.ConversationId, turn, "assistant", null,
            end switch { TurnState.Done => "committed", TurnState.Canceled => "canceled", _ => "failed" }, content,
            ct);
        await connection.ExecuteAsync(Command(
            """
            UPDATE chat_conversations SET open_turn = NULL, intent = COALESCE(@intent, intent)
            WHERE id = @ConversationId AND open_turn = @turn
            """,
            new { row.ConversationId, turn, intent }, transaction, ct));
        await connection.ExecuteAsync(Command(
            """
            INSERT INTO chat_deliveries (id, callback_id, turn_id, state, attempts, next_at, created_at)
            SELECT @turn || ':' || c.id, c.id, @turn, 'waiting', 0, @now, @now FROM chat_callbacks c
            WHERE c.user_id = @UserId ON CONFLICT (id) DO NOTHING
            """,
            new { turn, row.UserId, now = Now() }, transaction, ct));
        var grade = row.Grade is null ? (JsonElement?)null : JsonElement.Parse(row.Grade);
        await AppendAsync(
            connection, transaction, turn, "result", "result",
            new { stage = (int)end, content, grade, model = row.AnswerModel, detail }, ct);
        await AppendAsync(
            connection, transaction, turn, "end", KindOf(end),
            new
            {
                stage = (int)end, state = end, message = content,
                userMessageId = ChatIds.Of("message", turn, "user"),
                assistantMessageId = ChatIds.Of("message", turn, "assistant"), clientId = row.ClientId, detail,
            },
            ct);
        return (end, row.UserId);
    }

    // Both in one reading: the transaction holds the store, and a long answer has many events.
    private static async Task<(OpenCalls Open, string Written)> ReadStreamAsync(
        DbConnection connection, DbTransaction transaction, string turn, CancellationToken ct)
    {
        var (open, written) = (new OpenCalls(), new WrittenText());
        foreach (var (kind, data) in await connection.QueryAsync<(string Kind, string Data)>(Command(
            $"""
            SELECT kind, data FROM events WHERE stream = @stream
                AND kind IN ({OpenCalls.Kinds}, {WrittenText.Kinds}) ORDER BY seq
            """,
            new { stream = StreamOf(turn) }, transaction, ct)))
        {
            open.Add(kind, data);
            written.Add(kind, data);
        }

        return (open, written.ToString());
    }

    // Every node and every call that was told of has its end before the turn has.
    private async Task CloseCallsAsync(
        DbConnection connection, DbTransaction transaction, string turn, TurnState end, OpenCalls open,
        CancellationToken ct)
    {
        var isCanceled = end == TurnState.Canceled;
        var (status, error) = isCanceled ? ("cancelled", "cancelled") : ("error", "lost");
        foreach (var (callId, node, tool) in open.Calls)
        {
            await AppendAsync(
                connection, transaction, turn, $"tool_result:{callId}", "tool_result",
                new { stage = (int)TurnState.Nodes, node, tool, callId, ok = false, status, error }, ct);
        }

        foreach (var node in open.Nodes)
        {
            await AppendAsync(
                connection, transaction, turn, $"node_end:{node}:end", "node_end",
                new { stage = (int)TurnState.Nodes, node, status = isCanceled ? "Canceled" : "Failed", error }, ct);
        }
    }

    private static string KindOf(TurnState end) => end switch
    {
        TurnState.Done => "done",
        TurnState.Canceled => "cancelled",
        _ => "error",
    };
}
