using Dapper;
using OpsFlow.Platform.Runs;
using OpsFlow.Platform.Store;
using OpsFlow.Workflows.Prescriptions;
using Temporalio.Workflows;

namespace OpsFlow.Records.Prescriptions;

/// <summary>Analyses whose run is open, or should be.</summary>
public sealed class PrescriptionRunRecords(IDatabase database, PrescriptionStore prescriptions) : IRunRecords
{
    /// <inheritdoc/>
    public string WorkflowType { get; } = WorkflowDefinition.Create<PrescriptionAnalysisWorkflow>().Name!;

    /// <inheritdoc/>
    public Task<IReadOnlyList<OpenRun>> ListOpenAsync(
        DateTimeOffset unchangedSince, string? after, int limit, CancellationToken cancellationToken) => QueryAsync(
            "updated_at <= @until AND id > @after ORDER BY id LIMIT @limit",
            new { until = unchangedSince.ToUnixTimeMilliseconds(), after = after ?? "", limit }, cancellationToken);

    /// <inheritdoc/>
    public async Task<OpenRun?> FindOpenAsync(string workflowId, CancellationToken cancellationToken) =>
        PrescriptionAnalysisWorkflow.AnalysisOf(workflowId) is { } id
            ? await QueryAsync("id = @id", new { id }, cancellationToken) is [var run] ? run : null
            : null;

    /// <inheritdoc/>
    public Task CloseAsync(OpenRun run, string reason, CancellationToken cancellationToken) =>
        prescriptions.EndAsync(
            run.RecordId, PrescriptionState.Failed, reason, run.RunStartedAt, cancellationToken);

    private Task<IReadOnlyList<OpenRun>> QueryAsync(
        string condition, object parameters, CancellationToken cancellationToken) =>
        database.WithConnectionAsync<IReadOnlyList<OpenRun>>(
            async (connection, ct) =>
            [
                .. (await connection.QueryAsync<(string Id, string? RunId, long? RunStartedAt, long Round)>(
                    new CommandDefinition(
                        $"""
                        SELECT id, run_id, run_started_at, repeat_number FROM prescriptions
                        WHERE state IN ('Checking', 'Generating') AND {condition}
                        """,
                        parameters,
                        cancellationToken: ct)))
                    .Select(r => new OpenRun(
                        r.Id, PrescriptionAnalysisWorkflow.IdOf(r.Id), r.RunId, r.RunStartedAt, r.Round)),
            ],
            cancellationToken);
}
