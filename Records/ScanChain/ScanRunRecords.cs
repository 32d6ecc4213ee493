using Dapper;
using OpsFlow.Platform.Runs;
using OpsFlow.Platform.Store;
using OpsFlow.Workflows.ScanChain;
using Temporalio.Workflows;

namespace OpsFlow.Records.ScanChain;

/// <summary>Scans whose run is open, or should be.</summary>
public sealed class ScanRunRecords(IDatabase database, ScanStore scans) : IRunRecords
{
    private static readonly string s_open = string.Join(
        ", ", Enum.GetValues<ScanState>().Where(s => !ScanStore.IsFinal(s)).Select(s => $"'{s}'"));

    /// <inheritdoc/>
    public string WorkflowType { get; } = WorkflowDefinition.Create<ScanChainWorkflow>().Name!;

    /// <inheritdoc/>
    public Task<IReadOnlyList<OpenRun>> ListOpenAsync(
        DateTimeOffset unchangedSince, string? after, int limit, CancellationToken cancellationToken) =>
        QueryAsync(
            "updated_at <= @until AND id > @after ORDER BY id LIMIT @limit",
            new { until = unchangedSince.ToUnixTimeMilliseconds(), after = after ?? "", limit },
            cancellationToken);

    /// <inheritdoc/>
    public async Task<OpenRun?> FindOpenAsync(string workflowId, CancellationToken cancellationToken) =>
        ScanChainWorkflow.ScanOf(workflowId) is { } id
            && await QueryAsync("id = @id", new { id }, cancellationToken) is [var run]
            ? run
            : null;

    /// <inheritdoc/>
    public Task CloseAsync(OpenRun run, string reason, CancellationToken cancellationToken) => scans.ChangeAsync(
        new ScanChange(run.RecordId, (int)run.Round, ScanState.Failed, reason), cancellationToken);

    private Task<IReadOnlyList<OpenRun>> QueryAsync(
        string condition, object parameters, CancellationToken cancellationToken)
    {
        var all = new DynamicParameters(parameters);
        all.Add("prefix", ScanChainWorkflow.IdOf(""));
        return database.WithConnectionAsync<IReadOnlyList<OpenRun>>(
            async (connection, ct) =>
            [
                .. (await connection.QueryAsync<(string Id, long Attempt)>(new CommandDefinition(
                    $"""
                    SELECT id, attempt FROM scans
                    WHERE state IN ({s_open}) AND NOT EXISTS
                        (SELECT 1 FROM run_starts WHERE workflow_id = @prefix || scans.id) AND {condition}
                    """,
                    all,
                    cancellationToken: ct)))
                    .Select(r => new OpenRun(r.Id, ScanChainWorkflow.IdOf(r.Id), null, null, r.Attempt)),
            ],
            cancellationToken);
    }
}
