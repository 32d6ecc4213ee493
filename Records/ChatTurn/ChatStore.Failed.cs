using Dapper;
using OpsFlow.Domain.Text;
using OpsFlow.Platform.Runs;
using OpsFlow.Workflows.ChatTurn;

namespace OpsFlow.Records.ChatTurn;

/// <content>Turns that failed.</content>
public sealed partial class ChatStore
{
    /// <summary>The pipeline's name, as in addresses.</summary>
    public const string Pipeline = "chat";

    private const int MaxTitle = 80;

    /// <summary>Turns that failed, but those that were put aside or went well under their own id since.</summary>
    public Task<IReadOnlyList<TroubledRun>> ListFailedAsync(
        (long At, string Id)? before, int limit, CancellationToken cancellationToken) => FailedAsync(
        $"""
        {RunDiscards.IsNotDiscarded(Pipeline, "t.id", "t.updated_at")}
            AND (t.updated_at < @at OR (t.updated_at = @at AND t.id < @id))
        ORDER BY t.updated_at DESC, t.id DESC LIMIT @limit
        """,
        new { at = before?.At ?? long.MaxValue, id = before?.Id ?? "", limit },
        cancellationToken);

    /// <summary>A turn that failed, also when it was put aside.</summary>
    public async Task<TroubledRun?> FindFailedAsync(string id, CancellationToken cancellationToken) =>
        (await FailedAsync("t.id = @id", new { id }, cancellationToken)).SingleOrDefault();

    private Task<IReadOnlyList<TroubledRun>> FailedAsync(
        string condition, object row, CancellationToken cancellationToken) =>
        database.WithConnectionAsync<IReadOnlyList<TroubledRun>>(
            async (connection, ct) =>
            [
                .. (await connection.QueryAsync<TurnRecord>(new CommandDefinition(
                    $"""
                    SELECT t.id, t.message, t.detail, t.updated_at FROM chat_turns t
                    WHERE t.state = 'Failed' AND NOT EXISTS (SELECT 1 FROM chat_turns later
                        WHERE later.conversation_id = t.conversation_id AND later.client_id = t.client_id
                            AND later.created_at > t.created_at)
                        AND {condition}
                    """,
                    row, cancellationToken: ct)))
                    .Select(t => new TroubledRun(
                        Pipeline, t.Id, ChatTurnWorkflow.IdOf(t.Id), RunTrouble.Failed, t.Message.OneLine(MaxTitle),
                        t.Detail, t.UpdatedAt)),
            ],
            cancellationToken);
}
