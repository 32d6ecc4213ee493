using System.Data.Common;
using System.Text.Json;
using Dapper;
using OpsFlow.Domain.Text;
using OpsFlow.Platform.Events;
using OpsFlow.Platform.Runs;
using OpsFlow.Platform.Store;
using OpsFlow.Workflows.ChatTurn;

namespace OpsFlow.Records.ChatTurn;

/// <summary>Conversations, their messages and turns.</summary>
public sealed partial class ChatStore(
    IDatabase database, EventStore events, EventSignals signals, RunStartStore starts, TimeProvider time)
{
    /// <summary>The pipeline's name, as in addresses.</summary>
    public const string Pipeline = "chat";

    /// <summary>The stream on which beginnings and ends of any turn are told.</summary>
    public const string AllStream = "chat";

    private const string Columns = """
        id, conversation_id, user_id, client_id, state, detail, language, message, location, model, writer,
        cancel_asked, plan, grade, classify_model, answer_model, created_at, updated_at, ended_at
        """;

    /// <summary>Reads messages: a page costs the same however long the conversation is.</summary>
    internal const string ListMessages = """
        SELECT id, position, turn_id, role, client_id, state, content, created_at FROM chat_messages
        WHERE conversation_id = @conversation AND position < @before AND position > @after
        ORDER BY position DESC LIMIT @limit
        """;

    private const string Finals = "'Done', 'Failed', 'Canceled'";

    // By name, for the index of states: those that are final grow without end.
    private static readonly string s_open = string.Join(
        ", ", Enum.GetValues<TurnState>().Where(s => !IsFinal(s)).Select(s => $"'{s}'"));

    private const int TitleLength = 60;

    private readonly GroupCommit<AcceptOutcome> _accepts = new(database);
    private readonly GroupCommit<long> _changes = new(database);

    /// <summary>The stream of a turn.</summary>
    public static string StreamOf(string id) => $"chat:{id}";

    /// <summary>Whether nothing follows a state.</summary>
    public static bool IsFinal(TurnState state) => state is TurnState.Done or TurnState.Failed or TurnState.Canceled;

    /// <summary>
    /// Stores a message together with the start of its workflow, unless it is there or another turn of the conversation
    /// is under way. A turn that failed can be sent again under its own id.
    /// </summary>
    public async Task<AcceptOutcome> AcceptAsync(NewTurn turn, RunStart start, CancellationToken cancellationToken)
    {
        var isAccepted = false;
        var outcome = await _accepts.RunAsync(
            async (connection, transaction, ct) =>
            {
                isAccepted = false;
                var row = new
                {
                    id = turn.TurnId, conversation = turn.ConversationId, turn.UserId, turn.SessionId, turn.ClientId,
                    turn.Message, turn.Language, turn.Location, turn.Model, turn.RequestHash,
                    title = turn.Message.OneLine(TitleLength),
                    message = ChatIds.Of("message", turn.TurnId, "user"), now = Now(),
                };
                if (await connection.ExecuteScalarAsync<long>(Command(
                    "SELECT COUNT(*) FROM chat_turns WHERE id = @id", row, transaction, ct)) > 0)
                {
                    return AcceptOutcome.Known;
                }

                await connection.ExecuteAsync(Command(
                    """
                    INSERT INTO chat_conversations (id, user_id, session_id, title, summarized, next_position,
                        created_at, updated_at)
                    VALUES (@conversation, @UserId, @SessionId, @title, 0, 1, @now, @now) ON CONFLICT (id) DO NOTHING
                    """,
                    row, transaction, ct));
                if (await connection.ExecuteAsync(Command(
                    """
                    UPDATE chat_conversations SET open_turn = @id, updated_at = @now
                    WHERE id = @conversation AND open_turn IS NULL
                    """,
                    row, transaction, ct)) == 0)
                {
                    return AcceptOutcome.Busy;
                }

                await connection.ExecuteAsync(Command(
                    """
                    INSERT INTO chat_turns (id, conversation_id, user_id, client_id, state, language, message, location,
                        model, writer, cancel_asked, created_at, updated_at, request_hash)
                    VALUES (@id, @conversation, @UserId, @ClientId, 'Queued', @Language, @Message, @Location, @Model,
                        0, 0, @now, @now, @RequestHash)
                    """,
                    row, transaction, ct));
                if (turn.Image is { } image)
                {
                    await AddImageAsync(connection, transaction, turn.TurnId, image, ct);
                }
                else if (turn.Attempt > 0)
                {
                    await CopyImagesAsync(connection, transaction, turn, ct);
                }

                if (turn.Attempt == 0)
                {
                    await AddMessageAsync(
                        connection, transaction, turn.ConversationId, turn.TurnId, "user", turn.ClientId, "committed",
                        turn.Message, ct);
                }

                await starts.AddAsync(connection, transaction, start, ct);
                await AppendAsync(
                    connection, transaction, turn.TurnId, "ack", "ack",
                    new { stage = (int)TurnState.Queued, clientId = turn.ClientId, userMessageId = row.message }, ct);
                isAccepted = true;
                return AcceptOutcome.Accepted;
            },
            (connection, transaction, ct) => isAccepted
                ? TellAllAsync(connection, transaction, turn.TurnId, TurnState.Queued, turn.UserId, ct)
                : Task.CompletedTask,
            cancellationToken);
        signals.Notify(StreamOf(turn.TurnId));
        signals.Notify(AllStream);
        return outcome;
    }

    /// <summary>A turn.</summary>
    public Task<TurnRecord?> FindAsync(string id, CancellationToken cancellationToken) =>
        database.WithConnectionAsync(
            (connection, ct) => connection.QueryFirstOrDefaultAsync<TurnRecord?>(new CommandDefinition(
                $"SELECT {Columns} FROM chat_turns WHERE id = @id", new { id }, cancellationToken: ct)),
            cancellationToken);

    /// <summary>Only the state: cheap enough to be asked again and again.</summary>
    public Task<TurnState?> FindStateAsync(string id, CancellationToken cancellationToken) =>
        database.WithConnectionAsync<TurnState?>(
            async (connection, ct) =>
                await connection.ExecuteScalarAsync<string?>(new CommandDefinition(
                    "SELECT state FROM chat_turns WHERE id = @id", new { id }, cancellationToken: ct)) is { } state
                    ? Enum.Parse<TurnState>(state)
                    : null,
            cancellationToken);

    /// <summary>How many turns of a message failed.</summary>
    public Task<int> FailedAttemptsAsync(string conversation, string client, CancellationToken cancellationToken) =>
        database.WithConnectionAsync(
            async (connection, ct) => (int)await connection.ExecuteScalarAsync<long>(new CommandDefinition(
                """
                SELECT COUNT(*) FROM chat_turns
                WHERE conversation_id = @conversation AND client_id = @client AND state = 'Failed'
                """,
                new { conversation, client }, cancellationToken: ct)),
            cancellationToken);

    /// <summary>Whether the person wants it to stop, or it is over.</summary>
    public Task<bool> IsStoppedAsync(string id, CancellationToken cancellationToken) =>
        database.WithConnectionAsync(
            async (connection, ct) => await connection.ExecuteScalarAsync<long>(new CommandDefinition(
                $"SELECT COUNT(*) FROM chat_turns WHERE id = @id AND (cancel_asked = 1 OR state IN ({Finals}))",
                new { id }, cancellationToken: ct)) > 0,
            cancellationToken);

    /// <summary>A conversation.</summary>
    public Task<ConversationRecord?> FindConversationAsync(string id, CancellationToken cancellationToken) =>
        database.WithConnectionAsync(
            (connection, ct) => connection.QueryFirstOrDefaultAsync<ConversationRecord?>(new CommandDefinition(
                "SELECT * FROM chat_conversations WHERE id = @id", new { id }, cancellationToken: ct)),
            cancellationToken);

    /// <summary>Keeps what the beginning of a conversation was about, unless somebody else did meanwhile.</summary>
    /// <param name="before">How far the summary before told.</param>
    /// <param name="through">How far this one tells.</param>
    public Task KeepSummaryAsync(
        string conversation, long before, long through, string summary, CancellationToken cancellationToken) =>
        database.ExecuteAsync(
            """
            UPDATE chat_conversations SET summary = @summary, summarized = @through
            WHERE id = @conversation AND summarized = @before
            """,
            new { conversation, before, through, summary },
            cancellationToken);

    /// <summary>A user's conversations, the latest first.</summary>
    public Task<IReadOnlyList<ConversationRecord>> ListConversationsAsync(
        string user, (long At, string Id)? before, int limit, CancellationToken cancellationToken) =>
        database.WithConnectionAsync<IReadOnlyList<ConversationRecord>>(
            async (connection, ct) =>
            [
                .. await connection.QueryAsync<ConversationRecord>(new CommandDefinition(
                    """
                    SELECT * FROM chat_conversations
                    WHERE user_id = @user AND (updated_at < @at OR (updated_at = @at AND id < @id))
                    ORDER BY updated_at DESC, id DESC LIMIT @limit
                    """,
                    new { user, at = before?.At ?? long.MaxValue, id = before?.Id ?? "", limit },
                    cancellationToken: ct)),
            ],
            cancellationToken);

    /// <summary>Messages of a conversation, the latest first.</summary>
    /// <param name="before">The position of the last one already known; null for the end.</param>
    public Task<IReadOnlyList<ChatMessageRecord>> ListMessagesAsync(
        string conversation, long? before, int limit, CancellationToken cancellationToken) =>
        ListMessagesAsync(conversation, before, null, limit, cancellationToken);

    /// <summary>Messages of a part of a conversation, the latest first.</summary>
    /// <param name="before">The position of the first one behind the part; null for the end.</param>
    /// <param name="after">The position of the last one in front of it; null for the beginning.</param>
    public Task<IReadOnlyList<ChatMessageRecord>> ListMessagesAsync(
        string conversation, long? before, long? after, int limit, CancellationToken cancellationToken) =>
        database.WithConnectionAsync<IReadOnlyList<ChatMessageRecord>>(
            async (connection, ct) =>
            [
                .. await connection.QueryAsync<ChatMessageRecord>(new CommandDefinition(
                    ListMessages,
                    new { conversation, before = before ?? long.MaxValue, after = after ?? 0L, limit },
                    cancellationToken: ct)),
            ],
            cancellationToken);

    private static CommandDefinition Command(
        string sql, object row, DbTransaction transaction, CancellationToken cancellationToken) =>
        new(sql, row, transaction, cancellationToken: cancellationToken);

    private Task<bool> AppendAsync(
        DbConnection connection, DbTransaction transaction, string turn, string key, string kind, object data,
        CancellationToken ct) =>
        events.AppendAsync(
            connection, transaction, StreamOf(turn), key, kind, JsonSerializer.Serialize(data, EventJson.Options), ct);

    private Task TellAllAsync(
        DbConnection connection, DbTransaction transaction, string turn, TurnState state, string owner,
        CancellationToken ct) => events.AppendAsync(
        connection, transaction, AllStream, $"{turn}:{state}", "turn",
        new { id = turn, state = $"{state}", owner }, ct);

    private async Task AddMessageAsync(
        DbConnection connection, DbTransaction transaction, string conversation, string turn, string role,
        string? client, string state, string content, CancellationToken ct)
    {
        // The place is the store's: clocks of replicas differ.
        var position = await connection.ExecuteScalarAsync<long>(Command(
            """
            UPDATE chat_conversations SET next_position = next_position + 1, updated_at = @now WHERE id = @conversation
            RETURNING next_position - 1
            """,
            new { conversation, now = Now() }, transaction, ct));
        await connection.ExecuteAsync(Command(
            """
            INSERT INTO chat_messages
                (id, conversation_id, position, turn_id, role, client_id, state, content, created_at)
            VALUES (@id, @conversation, @position, @turn, @role, @client, @state, @content, @now) ON CONFLICT DO NOTHING
            """,
            new
            {
                id = ChatIds.Of("message", turn, role), conversation, position, turn, role, client, state, content,
                now = Now(),
            },
            transaction, ct));
    }

    private async Task<long> ChangeAsync(
        string id, Func<DbConnection, DbTransaction, CancellationToken, Task<long>> work,
        CancellationToken cancellationToken,
        Func<DbConnection, DbTransaction, CancellationToken, Task>? last = null)
    {
        var result = await _changes.RunAsync(work, last, cancellationToken);
        signals.Notify(StreamOf(id));
        return result;
    }

    private long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();
}
