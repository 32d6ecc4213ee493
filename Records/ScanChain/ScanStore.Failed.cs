using Dapper;
using OpsFlow.Platform.Runs;
using OpsFlow.Workflows.ScanChain;

namespace OpsFlow.Records.ScanChain;

/// <content>Scans that failed.</content>
public sealed partial class ScanStore
{
    /// <summary>The pipeline's name in addresses.</summary>
    public const string Pipeline = "scan-chain";

    /// <summary>Those that nobody has put aside, the newest first.</summary>
    /// <param name="before">The time and id of the last one already known; null for the start.</param>
    /// <param name="limit">The most to read.</param>
    public Task<IReadOnlyList<TroubledRun>> ListFailedAsync(
        (long At, string Id)? before, int limit, CancellationToken cancellationToken) =>
        QueryFailedAsync(
            $"""
            AND (updated_at < @at OR (updated_at = @at AND id < @id))
                AND {RunDiscards.IsNotDiscarded(Pipeline, "scans.id", "scans.updated_at")}
            ORDER BY updated_at DESC, id DESC LIMIT @limit
            """,
            new { at = before?.At ?? long.MaxValue, id = before?.Id ?? "", limit },
            cancellationToken);

    /// <summary>One that failed, also when it was put aside.</summary>
    public async Task<TroubledRun?> FindFailedAsync(string id, CancellationToken cancellationToken) =>
        (await QueryFailedAsync("AND id = @id", new { id }, cancellationToken)).SingleOrDefault();

    private Task<IReadOnlyList<TroubledRun>> QueryFailedAsync(
        string rest, object parameters, CancellationToken cancellationToken) =>
        database.WithConnectionAsync<IReadOnlyList<TroubledRun>>(
            async (connection, ct) =>
            [
                .. (await connection.QueryAsync<(string Id, string UserId, string? Detail, long At)>(
                    new CommandDefinition(
                        $"SELECT id, user_id, detail, updated_at FROM scans WHERE state = 'Failed' {rest}",
                        parameters,
                        cancellationToken: ct)))
                    .Select(r => new TroubledRun(
                        Pipeline, r.Id, ScanChainWorkflow.IdOf(r.Id), RunTrouble.Failed, r.UserId, r.Detail, r.At)),
            ],
            cancellationToken);
}
