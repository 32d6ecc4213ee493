using System.Data.Common;
using System.Text.Json;
using Dapper;
using OpsFlow.Platform.Events;
using OpsFlow.Workflows.ChatTurn;

namespace OpsFlow.Records.ChatTurn;

/// <content>What happens to a turn, each change together with its event.</content>
public sealed partial class ChatStore
{
    private const int FirstToken = 1000;

    /// <summary>How many turns are under way, and how many wait to begin.</summary>
    public Task<(long Running, long Waiting)> CountOpenAsync(CancellationToken cancellationToken) =>
        database.WithConnectionAsync(
            async (connection, ct) =>
            {
                var counts = (await connection.QueryAsync<(string State, long Turns)>(new CommandDefinition(
                    $"SELECT state, COUNT(*) FROM chat_turns WHERE state IN ({s_open}) GROUP BY state",
                    cancellationToken: ct))).ToDictionary(c => c.State, c => c.Turns);
                var waiting = counts.GetValueOrDefault(nameof(TurnState.Queued));
                return (counts.Values.Sum() - waiting, waiting);
            },
            cancellationToken);

    /// <summary>The hash of what was first sent under a client's id; null where none is kept.</summary>
    public Task<string?> FindRequestHashAsync(
        string conversation, string client, CancellationToken cancellationToken) =>
        database.WithConnectionAsync(
            (connection, ct) => connection.ExecuteScalarAsync<string?>(new CommandDefinition(
                """
                SELECT request_hash FROM chat_turns
                WHERE conversation_id = @conversation AND client_id = @client AND request_hash IS NOT NULL
                ORDER BY created_at LIMIT 1
                """,
                new { conversation, client }, cancellationToken: ct)),
            cancellationToken);

    /// <summary>Tells something of a turn that is under way, once for each key.</summary>
    public Task TellAsync(string turn, string key, string kind, object data, CancellationToken cancellationToken) =>
        ChangeAsync(
            turn,
            async (connection, transaction, ct) =>
                await IsOpenAsync(connection, transaction, turn, ct)
                && await AppendAsync(connection, transaction, turn, key, kind, data, ct) ? 1 : 0,
            cancellationToken);

    /// <summary>Enters a state that is no end, with its event.</summary>
    public Task MoveAsync(
        string turn, TurnState state, string? detail, string key, string kind, object data,
        CancellationToken cancellationToken) => ChangeAsync(
        turn,
        async (connection, transaction, ct) => await connection.ExecuteAsync(Command(
            $"""
            UPDATE chat_turns SET state = @state, detail = @detail, updated_at = @now
            WHERE id = @turn AND state NOT IN ({Finals})
            """,
            new { turn, state = $"{state}", detail, now = Now() }, transaction, ct)) > 0
            && await AppendAsync(connection, transaction, turn, key, kind, data, ct) ? 1 : 0,
        cancellationToken);

    /// <summary>Keeps what a turn does. A repeat that found something else finds the first.</summary>
    public Task KeepPlanAsync(string turn, PlanData plan, string? model, CancellationToken cancellationToken) =>
        ChangeAsync(
            turn,
            async (connection, transaction, ct) => await connection.ExecuteAsync(Command(
                "UPDATE chat_turns SET plan = @plan, classify_model = @model WHERE id = @turn AND plan IS NULL",
                new { turn, plan = JsonSerializer.Serialize(plan, EventJson.Options), model }, transaction, ct)),
            cancellationToken);

    /// <summary>Keeps the grade.</summary>
    public Task KeepGradeAsync(string turn, GradeData grade, CancellationToken cancellationToken) => ChangeAsync(
        turn,
        async (connection, transaction, ct) => await connection.ExecuteAsync(Command(
            "UPDATE chat_turns SET grade = @grade WHERE id = @turn",
            new { turn, grade = JsonSerializer.Serialize(grade, EventJson.Options) }, transaction, ct)),
        cancellationToken);

    /// <summary>Keeps where the person is.</summary>
    public Task KeepLocationAsync(string turn, string location, CancellationToken cancellationToken) => ChangeAsync(
        turn,
        async (connection, transaction, ct) =>
        {
            await connection.ExecuteAsync(Command(
                "UPDATE chat_turns SET location = @location WHERE id = @turn", new { turn, location }, transaction,
                ct));
            return await AppendAsync(
                connection, transaction, turn, "input", "input_received", new { subject = "location", location }, ct)
                ? 1 : 0;
        },
        cancellationToken);

    /// <summary>What a node brought, with the events of its end.</summary>
    /// <param name="strategy">How it was asked: each has its own end.</param>
    public Task KeepNodeAsync(
        string turn, string node, int strategy, NodeStatus status, NodeData data, TimeSpan took,
        CancellationToken cancellationToken) =>
        ChangeAsync(
            turn,
            async (connection, transaction, ct) =>
            {
                // What comes after the end is not shown and not stored.
                if (!await IsOpenAsync(connection, transaction, turn, ct))
                {
                    return 0;
                }

                await connection.ExecuteAsync(Command(
                    """
                    INSERT INTO chat_nodes (turn_id, node, status, data, milliseconds)
                    VALUES (@turn, @node, @status, @data, @took)
                    ON CONFLICT (turn_id, node) DO UPDATE SET status = @status, data = @data, milliseconds = @took
                    """,
                    new
                    {
                        turn, node, status = $"{status}", data = JsonSerializer.Serialize(data, EventJson.Options),
                        took = (long)took.TotalMilliseconds,
                    },
                    transaction, ct));
                return await AppendAsync(
                    connection, transaction, turn, $"node_end:{node}:{strategy}:{status}", "node_end",
                    new
                    {
                        stage = (int)TurnState.Nodes, node, status, milliseconds = (long)took.TotalMilliseconds,
                        data.Summary, data.Sources, data.Error,
                    },
                    ct) ? 1 : 0;
            },
            cancellationToken);

    /// <summary>All that the nodes brought.</summary>
    public Task<IReadOnlyList<NodeRecord>> NodesAsync(string turn, CancellationToken cancellationToken) =>
        database.WithConnectionAsync<IReadOnlyList<NodeRecord>>(
            async (connection, ct) =>
            [
                .. await connection.QueryAsync<NodeRecord>(new CommandDefinition(
                    "SELECT node, status, data, milliseconds FROM chat_nodes WHERE turn_id = @turn ORDER BY node",
                    new { turn }, cancellationToken: ct)),
            ],
            cancellationToken);

    /// <summary>Becomes the attempt that may write; what an earlier one wrote is taken back.</summary>
    /// <returns>The attempt's number; 0 when the turn is over.</returns>
    public Task<long> BeginWritingAsync(string turn, string? model, CancellationToken cancellationToken) => ChangeAsync(
        turn,
        async (connection, transaction, ct) =>
        {
            var writer = await connection.ExecuteScalarAsync<long?>(Command(
                $"""
                UPDATE chat_turns SET writer = writer + 1, state = 'Answer', answer_model = @model, updated_at = @now
                WHERE id = @turn AND cancel_asked = 0 AND state NOT IN ({Finals}) RETURNING writer
                """,
                new { turn, model, now = Now() }, transaction, ct)) ?? 0;
            if (writer > 1)
            {
                await AppendAsync(
                    connection, transaction, turn, $"reset:{writer}", "reset",
                    new { stage = (int)TurnState.Answer, attempt = writer }, ct);
            }

            return writer;
        },
        cancellationToken);

    /// <summary>Appends a piece of the answer.</summary>
    /// <param name="number">The piece's number within the attempt, from 0.</param>
    /// <returns>Whether this attempt may still write.</returns>
    public async Task<bool> AppendTokensAsync(
        string turn, long writer, int number, string text, CancellationToken cancellationToken) => await ChangeAsync(
        turn,
        async (connection, transaction, ct) =>
        {
            if (await connection.ExecuteAsync(Command(
                $"""
                UPDATE chat_turns SET updated_at = @now
                WHERE id = @turn AND writer = @writer AND cancel_asked = 0 AND state NOT IN ({Finals})
                """,
                new { turn, writer, now = Now() }, transaction, ct)) == 0)
            {
                return 0;
            }

            await AppendAsync(
                connection, transaction, turn, $"token:{writer}:{number}", "token",
                new { stage = (int)TurnState.Answer, seq = FirstToken + number, attempt = writer, text, at = Now() },
                ct);
            return 1;
        },
        cancellationToken) > 0;

    /// <summary>Asks a turn to stop.</summary>
    /// <returns>Whether it is under way.</returns>
    public async Task<bool> AskToStopAsync(string turn, CancellationToken cancellationToken) => await ChangeAsync(
        turn,
        async (connection, transaction, ct) => await connection.ExecuteAsync(Command(
            $"UPDATE chat_turns SET cancel_asked = 1 WHERE id = @turn AND state NOT IN ({Finals})",
            new { turn }, transaction, ct)),
        cancellationToken) > 0;

    /// <summary>What has been written so far, without what was taken back.</summary>
    public Task<string> WrittenAsync(string turn, CancellationToken cancellationToken) =>
        database.WithConnectionAsync(
            async (connection, ct) =>
            {
                var written = new WrittenText();
                foreach (var (kind, data) in await connection.QueryAsync<(string Kind, string Data)>(
                    new CommandDefinition(
                        $"""
                        SELECT kind, data FROM events WHERE stream = @stream AND kind IN ({WrittenText.Kinds})
                        ORDER BY seq
                        """,
                        new { stream = StreamOf(turn) }, cancellationToken: ct)))
                {
                    written.Add(kind, data);
                }

                return written.ToString();
            },
            cancellationToken);

    private static async Task<bool> IsOpenAsync(
        DbConnection connection, DbTransaction transaction, string turn, CancellationToken ct) =>
        await connection.ExecuteScalarAsync<long>(Command(
            $"SELECT COUNT(*) FROM chat_turns WHERE id = @turn AND state NOT IN ({Finals})", new { turn }, transaction,
            ct)) > 0;
}
