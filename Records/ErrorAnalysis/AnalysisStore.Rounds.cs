using System.Data.Common;
using System.Text.Json;
using Dapper;
using OpsFlow.Domain.CodeAnalysis;
using OpsFlow.Domain.CodeAnalysis.Verification;
using OpsFlow.Platform.Events;
using OpsFlow.Platform.Store;
using OpsFlow.Workflows.ErrorAnalysis;

namespace OpsFlow.Records.ErrorAnalysis;

/// <content>What rounds made. Whoever writes a part first has written it; a later attempt gets what is there.</content>
public sealed partial class AnalysisStore
{
    /// <summary>Keeps what the round looks at.</summary>
    public Task<RoundBase> KeepBaseAsync(RoundKey key, RoundBase value, CancellationToken cancellationToken) =>
        KeepAsync(key, RoundParts.Base, value, cancellationToken);

    /// <summary>Keeps the analyzer's result.</summary>
    public Task<AnalysisResult> KeepResultAsync(
        RoundKey key,
        AnalysisResult value,
        CancellationToken cancellationToken) =>
        KeepAsync(key, RoundParts.Result, value, cancellationToken);

    /// <summary>Keeps the patch and its proof.</summary>
    public Task<PreparedPatch> KeepPatchAsync(RoundKey key, PreparedPatch value, CancellationToken cancellationToken) =>
        KeepAsync(key, RoundParts.Patch, value, cancellationToken);

    /// <summary>
    /// Chooses the commit that a round's fix is put on, once: a repeated publish must make the same commit even when
    /// the branch has moved in between.
    /// </summary>
    /// <returns>The commit that is chosen.</returns>
    public Task<string> ChoosePublishBaseAsync(RoundKey key, string commit, CancellationToken cancellationToken) =>
        KeepAsync(key, RoundParts.PublishBase, commit, cancellationToken);

    /// <summary>Keeps what proved the fix again on the commit that it is put on.</summary>
    public Task<VerificationResult> KeepReproofAsync(
        RoundKey key, VerificationResult value, CancellationToken cancellationToken) =>
        KeepAsync(key, RoundParts.Reproof, value, cancellationToken);

    /// <summary>What proved the fix again; null if nothing did yet.</summary>
    public async Task<VerificationResult?> FindReproofAsync(RoundKey key, CancellationToken cancellationToken) =>
        (await FindAsync(key, cancellationToken))?.Current.Reproof;

    /// <summary>Keeps where people were reminded of the round's decision.</summary>
    public Task<ChatPlace> KeepReminderAsync(RoundKey key, ChatPlace value, CancellationToken cancellationToken) =>
        KeepAsync(key, RoundParts.Reminder, value, cancellationToken);

    /// <summary>Keeps where the fix is.</summary>
    public async Task<Publication> KeepPublicationAsync(
        RoundKey key, Publication value, CancellationToken cancellationToken)
    {
        var kept = await KeepAsync(key, RoundParts.Publication, value, cancellationToken);
        await UpdateAsync(
            """
            pull_request_state = CASE WHEN @url IS NULL THEN NULL
                WHEN pull_request_url = @url THEN pull_request_state ELSE 'open' END,
            pull_request_at = CASE WHEN pull_request_url = @url THEN pull_request_at ELSE NULL END,
            pull_request_url = @url
            """,
            new { id = key.AnalysisId, url = kept.PullRequestUrl },
            cancellationToken);
        return kept;
    }

    /// <summary>A record with the round that a step of a run works on.</summary>
    /// <returns>The record, or null.</returns>
    public Task<AnalysisRecord?> FindAsync(RoundKey key, CancellationToken cancellationToken) =>
        FindAsync(key.AnalysisId, _ => (key.RunId, key.Round), cancellationToken);

    /// <summary>Every round of every run, the earliest first.</summary>
    public Task<IReadOnlyList<PastRound>> ListRoundsAsync(string id, CancellationToken cancellationToken) =>
        database.WithConnectionAsync<IReadOnlyList<PastRound>>(
            async (connection, ct) =>
            [
                .. (await connection.QueryAsync<StoredPart>(new CommandDefinition(
                    "SELECT * FROM analysis_rounds WHERE analysis_id = @id ORDER BY created_at",
                    new { id },
                    cancellationToken: ct)))
                    .GroupBy(p => (p.RunId, p.Round))
                    .Select(g => new PastRound(
                        g.Key.RunId, g.Key.Round, g.Min(p => p.CreatedAt), AnalysisRound.From(g, g.Key.RunId))),
            ],
            cancellationToken);

    private Task<AnalysisRecord?> FindAsync(
        string id, Func<AnalysisRecord, (string? RunId, long Round)> which, CancellationToken cancellationToken) =>
        database.WithConnectionAsync(
            async (connection, ct) =>
            {
                var record = await connection.QueryFirstOrDefaultAsync<AnalysisRecord?>(new CommandDefinition(
                    "SELECT * FROM analyses WHERE id = @id", new { id }, cancellationToken: ct));
                if (record is null)
                {
                    return null;
                }

                var (runId, round) = which(record);
                var parts = await connection.QueryAsync<StoredPart>(new CommandDefinition(
                    "SELECT * FROM analysis_rounds WHERE analysis_id = @id AND round = @round",
                    new { id, round },
                    cancellationToken: ct));
                record.Current = AnalysisRound.From(parts, runId);
                return record;
            },
            cancellationToken);

    // What lists show of rounds, in one query for a page.
    private static async Task AddShownPartsAsync(
        DbConnection connection, IReadOnlyCollection<AnalysisRecord> records, CancellationToken cancellationToken)
    {
        var parameters = new DynamicParameters(
            new { decision = RoundParts.Decision, publication = RoundParts.Publication });
        var ids = SqlIn.List(parameters, "id", records.Select(r => r.Id));
        var parts = (await connection.QueryAsync<StoredPart>(new CommandDefinition(
            $"""
            SELECT r.* FROM analysis_rounds r JOIN analyses a ON a.id = r.analysis_id AND a.round = r.round
            WHERE r.analysis_id IN {ids} AND r.part IN (@decision, @publication)
            """,
            parameters,
            cancellationToken: cancellationToken))).ToLookup(p => p.AnalysisId);
        foreach (var record in records)
        {
            record.Current = AnalysisRound.From(parts[record.Id], record.RunId);
        }
    }

    private Task<T> KeepAsync<T>(RoundKey key, string part, T value, CancellationToken cancellationToken) =>
        database.InTransactionAsync(
            async (connection, transaction, ct) =>
            {
                var data = await KeepAsync(
                    connection, transaction, key, part, JsonSerializer.Serialize(value, EventJson.Options), ct);
                return JsonSerializer.Deserialize<T>(data, EventJson.Options)!;
            },
            cancellationToken);

    private async Task<string> KeepAsync(
        DbConnection connection, DbTransaction transaction, RoundKey key, string part, string data,
        CancellationToken ct)
    {
        var row = new { key.AnalysisId, key.RunId, Round = (long)key.Round, part, data, now = Now() };
        await connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO analysis_rounds (analysis_id, run_id, round, part, data, created_at)
            VALUES (@AnalysisId, @RunId, @Round, @part, @data, @now)
            ON CONFLICT (analysis_id, run_id, round, part) DO NOTHING
            """,
            row,
            transaction,
            cancellationToken: ct));
        return (await connection.ExecuteScalarAsync<string>(new CommandDefinition(
            """
            SELECT data FROM analysis_rounds
            WHERE analysis_id = @AnalysisId AND run_id = @RunId AND round = @Round AND part = @part
            """,
            row,
            transaction,
            cancellationToken: ct)))!;
    }
}
