using System.Data.Common;
using System.Text.Json;
using Dapper;
using OpsFlow.Domain.CodeAnalysis.Reports;
using OpsFlow.Platform.Events;
using OpsFlow.Platform.Runs;
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
            SELECT id, state, detail, updated_at, pull_request_url, pull_request_state, pull_request_at
            FROM analyses WHERE id = @AnalysisId
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
            IsLost = record.State == AnalysisState.Failed && LostRun.IsTakenAway(record.Detail),
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
    // then on. That key was free and is this transaction's own by now, so that nothing moves onto one that is taken.
    // The earlier key is read as it is taken away: nobody else replaces its analysis in between.
    private static async Task<bool> MoveKeyAsync(
        DbConnection connection, DbTransaction transaction, string serverId, string before, string fingerprint,
        CancellationToken cancellationToken)
    {
        var earlier = await connection.QueryFirstOrDefaultAsync<Owner?>(new CommandDefinition(
            """
            DELETE FROM open_errors WHERE server_id = @serverId AND fingerprint = @before
            RETURNING analysis_id, first_seen_at, muted_at, muted_until, muted_by
            """,
            new { serverId, before },
            transaction,
            cancellationToken: cancellationToken));
        if (earlier is null)
        {
            return false;
        }

        var moved = new
        {
            serverId, fingerprint, earlier.AnalysisId, earlier.FirstSeenAt, earlier.MutedAt, earlier.MutedUntil,
            earlier.MutedBy,
        };
        await connection.ExecuteAsync(new CommandDefinition(
            """
            UPDATE open_errors SET analysis_id = @AnalysisId, first_seen_at = @FirstSeenAt, muted_at = @MutedAt,
                muted_until = @MutedUntil, muted_by = @MutedBy
            WHERE server_id = @serverId AND fingerprint = @fingerprint
            """,
            moved,
            transaction,
            cancellationToken: cancellationToken));
        await connection.ExecuteAsync(new CommandDefinition(
            "UPDATE analyses SET fingerprint = @fingerprint WHERE id = @AnalysisId",
            moved,
            transaction,
            cancellationToken: cancellationToken));
        return true;
    }

    private sealed class Owner
    {
        public string AnalysisId { get; set; } = "";

        public long FirstSeenAt { get; set; }

        public long? MutedAt { get; set; }

        public long? MutedUntil { get; set; }

        public string? MutedBy { get; set; }
    }
}
