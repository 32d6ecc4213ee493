using Dapper;
using OpsFlow.Platform.Runs;
using OpsFlow.Platform.Store;
using OpsFlow.Workflows.ErrorAnalysis;
using Temporalio.Workflows;

namespace OpsFlow.Records.ErrorAnalysis;

/// <summary>Analyses whose run is open, or should be.</summary>
public sealed class AnalysisRunRecords(IDatabase database, AnalysisStore analyses) : IRunRecords
{
    private static readonly string s_open = string.Join(
        ", ", Enum.GetValues<AnalysisState>().Where(s => !AnalysisStore.IsFinal(s)).Select(s => $"'{s}'"));

    /// <inheritdoc/>
    public string WorkflowType { get; } = WorkflowDefinition.Create<ErrorAnalysisWorkflow>().Name!;

    /// <inheritdoc/>
    public Task<IReadOnlyList<OpenRun>> ListOpenAsync(
        DateTimeOffset unchangedSince, string? after, int limit, CancellationToken cancellationToken) =>
        QueryAsync(
            "updated_at <= @until AND id > @after ORDER BY id LIMIT @limit",
            new { until = unchangedSince.ToUnixTimeMilliseconds(), after = after ?? "", limit },
            cancellationToken);

    /// <inheritdoc/>
    public async Task<OpenRun?> FindOpenAsync(string workflowId, CancellationToken cancellationToken) =>
        ErrorAnalysisWorkflow.AnalysisOf(workflowId) is { } id
            ? await QueryAsync("id = @id", new { id }, cancellationToken) is [var run] ? run : null
            : null;

    /// <inheritdoc/>
    public Task CloseAsync(OpenRun run, string reason, CancellationToken cancellationToken) =>
        analyses.ChangeStateAsync(
            new StateChange(
                new RoundKey(run.RecordId, run.RunId ?? "", (int)run.Round),
                AnalysisState.Failed,
                reason,
                RunStartedAt: run.RunStartedAt),
            cancellationToken);

    private Task<IReadOnlyList<OpenRun>> QueryAsync(
        string condition, object parameters, CancellationToken cancellationToken)
    {
        var all = new DynamicParameters(parameters);
        all.Add("prefix", ErrorAnalysisWorkflow.IdOf(""));
        return database.WithConnectionAsync<IReadOnlyList<OpenRun>>(
            async (connection, ct) =>
            [
                .. (await connection.QueryAsync<(string Id, string? RunId, long? RunStartedAt, long Round)>(
                    new CommandDefinition(
                        $"""
                        SELECT id, run_id, run_started_at, round FROM analyses
                        WHERE state IN ({s_open}) AND NOT EXISTS
                            (SELECT 1 FROM run_starts WHERE workflow_id = @prefix || analyses.id) AND {condition}
                        """,
                        all,
                        cancellationToken: ct)))
                    .Select(r => new OpenRun(
                        r.Id, ErrorAnalysisWorkflow.IdOf(r.Id), r.RunId, r.RunStartedAt, r.Round)),
            ],
            cancellationToken);    }
}
