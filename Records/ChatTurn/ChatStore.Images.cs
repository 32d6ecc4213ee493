using System.Data.Common;
using Dapper;
using OpsFlow.Platform.Store;

namespace OpsFlow.Records.ChatTurn;

/// <content>Pictures of turns; their bytes are in the object store.</content>
public sealed partial class ChatStore
{
    /// <summary>Keeps that a picture belongs to a turn.</summary>
    public Task KeepImageAsync(string turn, TurnImage image, CancellationToken cancellationToken) =>
        database.InTransactionAsync(
            (connection, transaction, ct) => AddImageAsync(connection, transaction, turn, image, ct),
            cancellationToken);

    /// <summary>The picture that the person sent with a message; null when there is none.</summary>
    public async Task<TurnImage?> FindImageAsync(string turn, CancellationToken cancellationToken) =>
        (await ImagesAsync([turn], cancellationToken)).GetValueOrDefault(turn)?
            .FirstOrDefault(i => i.Kind == TurnImage.Sent);

    /// <summary>The pictures of turns.</summary>
    public Task<IReadOnlyDictionary<string, IReadOnlyList<TurnImage>>> ImagesAsync(
        IEnumerable<string> turns, CancellationToken cancellationToken) =>
        database.WithConnectionAsync<IReadOnlyDictionary<string, IReadOnlyList<TurnImage>>>(
            async (connection, ct) =>
            {
                var parameters = new DynamicParameters();
                var list = SqlIn.List(parameters, "turn", turns.Distinct());
                return (await connection.QueryAsync<(string Turn, string Key, string Type, string Kind)>(
                    new CommandDefinition(
                        $"""
                        SELECT turn_id, id, content_type, kind FROM chat_images WHERE turn_id IN {list}
                        ORDER BY created_at, id
                        """,
                        parameters, cancellationToken: ct)))
                    .GroupBy(i => i.Turn).ToDictionary(
                        g => g.Key,
                        g => (IReadOnlyList<TurnImage>)[.. g.Select(i => new TurnImage(i.Key, i.Type, i.Kind))]);
            },
            cancellationToken);

    private Task<int> AddImageAsync(
        DbConnection connection, DbTransaction transaction, string turn, TurnImage image, CancellationToken ct) =>
        connection.ExecuteAsync(Command(
            """
            INSERT INTO chat_images (id, turn_id, kind, content_type, created_at)
            VALUES (@Key, @turn, @Kind, @ContentType, @now) ON CONFLICT (turn_id, id) DO NOTHING
            """,
            new { image.Key, turn, image.Kind, image.ContentType, now = Now() }, transaction, ct));

    // A message that is sent again has the picture of the time before.
    private static Task<int> CopyImagesAsync(
        DbConnection connection, DbTransaction transaction, NewTurn turn, CancellationToken ct) =>
        connection.ExecuteAsync(Command(
            """
            INSERT INTO chat_images (id, turn_id, kind, content_type, created_at)
            SELECT id, @turn, kind, content_type, created_at FROM chat_images
            WHERE turn_id = @before AND kind = 'sent' ON CONFLICT (turn_id, id) DO NOTHING
            """,
            new { turn = turn.TurnId, before = (turn with { Attempt = turn.Attempt - 1 }).TurnId }, transaction, ct));
}
