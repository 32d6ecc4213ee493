using Dapper;

namespace OpsFlow.Platform.Models;

/// <content>The calls themselves.</content>
public sealed partial class ModelLedger
{
    /// <summary>The calls that a workflow made, the earliest first.</summary>
    public Task<IReadOnlyList<PastModelCall>> ListAsync(string workflowId, CancellationToken cancellationToken) =>
        database.WithConnectionAsync<IReadOnlyList<PastModelCall>>(
            async (connection, ct) =>
            [
                .. (await connection.QueryAsync<CallRow>(new CommandDefinition(
                    """
                    SELECT run_id, use_name, model, started_at, ended_at, outcome, detail, input_tokens, output_tokens,
                        amount
                    FROM model_calls WHERE workflow_id = @workflowId ORDER BY started_at, id
                    """,
                    new { workflowId },
                    cancellationToken: ct))).Select(r => r.ToCall()),
            ],
            cancellationToken);

    /// <summary>What each use has spent and reserved of a day (UTC).</summary>
    public Task<IReadOnlyDictionary<string, decimal>> SpentAsync(
        DateTimeOffset day, CancellationToken cancellationToken) =>
        database.WithConnectionAsync<IReadOnlyDictionary<string, decimal>>(
            async (connection, ct) => (await connection.QueryAsync<(string Use, long Amount)>(new CommandDefinition(
                "SELECT use_name, spent + reserved FROM model_spending WHERE day = @day",
                new { day = DayOf(day) },
                cancellationToken: ct))).ToDictionary(r => r.Use, r => r.Amount / Unit),
            cancellationToken);

    private sealed class CallRow
    {
        public string? RunId { get; init; }

        public string UseName { get; init; } = "";

        public string Model { get; init; } = "";

        public long StartedAt { get; init; }

        public long? EndedAt { get; init; }

        public string Outcome { get; init; } = "";

        public string? Detail { get; init; }

        public long? InputTokens { get; init; }

        public long? OutputTokens { get; init; }

        public long? Amount { get; init; }

        public PastModelCall ToCall() => new(
            RunId, UseName, Model, DateTimeOffset.FromUnixTimeMilliseconds(StartedAt),
            EndedAt is { } end ? DateTimeOffset.FromUnixTimeMilliseconds(end) : null,
            Enum.Parse<CallOutcome>(Outcome), Detail, InputTokens, OutputTokens, Amount / Unit);
    }
}
