using System.Data.Common;
using System.Text.Json;
using Dapper;
using OpsFlow.Domain.CodeAnalysis.Reports;
using OpsFlow.Platform.Events;
using OpsFlow.Workflows.ErrorAnalysis;

namespace OpsFlow.Records.ErrorAnalysis;

/// <content>The analysis that an error has already.</content>
public sealed partial class AnalysisStore
{
    private static async Task<EarlierAnalysis?> FindOpenAsync(
        DbConnection connection, DbTransaction transaction, Owner owner, string? commit,
        CancellationToken cancellationToken)
    {
        var record = await connection.QueryFirstOrDefaultAsync<AnalysisRecord?>(new CommandDefinition(
            """
            SELECT id, state, updated_at, pull_request_url, pull_request_state, pull_request_at FROM analyses
            WHERE id = @AnalysisId
            """,
            owner,
            transaction,
            cancellationToken: cancellationToken));
        if (record is null)
        {
            return null;
        }

        // Only then it is asked for.
        var isCompared = commit is not null && IsFinal(record.State) && record.State != AnalysisState.Published;
        return new EarlierAnalysis
        {
            State = record.State,
            FirstSeenAt = owner.FirstSeenAt,
            UpdatedAt = record.UpdatedAt,
            PullRequestUrl = record.PullRequestUrl,
            PullRequestState = record.PullRequestState,
            PullRequestAt = record.PullRequestAt,
            MutedAt = owner.MutedAt,
            MutedUntil = owner.MutedUntil,
            Commit = isCompared
                ? await FindBaseCommitAsync(connection, transaction, owner, cancellationToken)
                : null,
            ReportedCommit = isCompared
                ? await FindReportedCommitAsync(connection, transaction, owner, cancellationToken)
                : null,
        };
    }

    private static async Task<string?> FindBaseCommitAsync(
        DbConnection connection, DbTransaction transaction, Owner owner, CancellationToken cancellationToken) =>
        await connection.ExecuteScalarAsync<string?>(new CommandDefinition(
            """
            SELECT data FROM analysis_rounds WHERE analysis_id = @AnalysisId AND part = 'base'
            ORDER BY created_at DESC LIMIT 1
            """,
            owner,
            transaction,
            cancellationToken: cancellationToken)) is { } data
            ? JsonSerializer.Deserialize<RoundBase>(data, EventJson.Options)?.Commit
            : null;

    private static async Task<string?> FindReportedCommitAsync(
        DbConnection connection, DbTransaction transaction, Owner owner, CancellationToken cancellationToken) =>
        await connection.ExecuteScalarAsync<string?>(new CommandDefinition(
            "SELECT report FROM analyses WHERE id = @AnalysisId",
            owner,
            transaction,
            cancellationToken: cancellationToken)) is { } report
            ? JsonSerializer.Deserialize<ErrorReport>(report, EventJson.Options)?.Commit
            : null;

    // The first analysis learns what the server's own packages are: reports of the same error have another key from
    // then on. Nothing moves onto a key that is taken.
    private static async Task MoveKeyAsync(
        DbConnection connection, DbTransaction transaction, string serverId, string before, string fingerprint,
        CancellationToken cancellationToken)
    {
        var keys = new { serverId, before, fingerprint };
        if (await connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO open_errors
                (server_id, fingerprint, analysis_id, first_seen_at, muted_at, muted_until, muted_by)
            SELECT server_id, @fingerprint, analysis_id, first_seen_at, muted_at, muted_until, muted_by
            FROM open_errors WHERE server_id = @serverId AND fingerprint = @before
            ON CONFLICT (server_id, fingerprint) DO NOTHING
            """,
            keys,
            transaction,
            cancellationToken: cancellationToken)) == 0)
        {
            return;
        }

        await connection.ExecuteAsync(new CommandDefinition(
            """
            UPDATE analyses SET fingerprint = @fingerprint WHERE id =
                (SELECT analysis_id FROM open_errors WHERE server_id = @serverId AND fingerprint = @before)
            """,
            keys,
            transaction,
            cancellationToken: cancellationToken));
        await connection.ExecuteAsync(new CommandDefinition(
            "DELETE FROM open_errors WHERE server_id = @serverId AND fingerprint = @before",
            keys,
            transaction,
            cancellationToken: cancellationToken));
    }

    private sealed class Owner
    {
        public string AnalysisId { get; set; } = "";

        public long FirstSeenAt { get; set; }

        public long? MutedAt { get; set; }

        public long? MutedUntil { get; set; }
    }
}
