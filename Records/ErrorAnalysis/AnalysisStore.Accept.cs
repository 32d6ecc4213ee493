using System.Data.Common;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Dapper;
using OpsFlow.Domain.CodeAnalysis.Fingerprints;
using OpsFlow.Domain.CodeAnalysis.Reports;
using OpsFlow.Platform.Events;
using OpsFlow.Platform.Runs;
using OpsFlow.Records.ErrorAnalysis.Servers;
using OpsFlow.Workflows.ErrorAnalysis;

namespace OpsFlow.Records.ErrorAnalysis;

/// <content>Taking in reports.</content>
public sealed partial class AnalysisStore
{
    /// <summary>
    /// Stores a report together with the start of its workflow, or counts it on the analysis of the same error that is
    /// open or was opened within the window. Durable when the task ends; safe across replicas. Reports that come at the
    /// same time share one commit.
    /// </summary>
    /// <param name="fingerprint">What makes reports the same error.</param>
    /// <param name="idempotencyKey">The sender's key of this very report; null for none.</param>
    /// <param name="startOf">The start of a new analysis' workflow, by the analysis' id.</param>
    /// <param name="fingerprintBefore">
    /// What the error was told by before more was known of the server: an analysis that was opened by it is this one's.
    /// </param>
    /// <returns>What became of it.</returns>
    public async Task<AcceptedReport> AcceptAsync(
        ServerRecord server,
        ErrorReport report,
        string fingerprint,
        string? idempotencyKey,
        Func<string, RunStart> startOf,
        CancellationToken cancellationToken,
        string? fingerprintBefore = null)
    {
        var id = idempotencyKey is null
            ? Guid.CreateVersion7().ToString("n")
            : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{server.Id}\n{idempotencyKey}")))[..32];
        var accepting = new Accepting(id, server, report, fingerprint, idempotencyKey is not null, startOf)
        {
            FingerprintBefore = fingerprintBefore == fingerprint ? null : fingerprintBefore,
        };
        Notice? notice = null;
        var accepted = await _accepts.RunAsync(
            async (connection, transaction, ct) =>
            {
                (var taken, notice) = await AcceptAsync(connection, transaction, accepting, ct);
                return taken;
            },
            // After all rows of the group: the place on the stream of all is held to the commit.
            (connection, transaction, ct) => TellAllAsync(connection, transaction, notice, ct),
            cancellationToken);
        MarkTold(accepted);
        return accepted;
    }

    /// <summary>Does all that taking in a new report does, and takes it back.</summary>
    public async Task RehearseAcceptAsync(
        ServerRecord server,
        ErrorReport report,
        string fingerprint,
        Func<string, RunStart> startOf,
        CancellationToken cancellationToken)
    {
        var id = Guid.CreateVersion7().ToString("n");
        var accepting = new Accepting(id, server, report, fingerprint, true, startOf);
        await database.InTransactionAsync(
            async (connection, transaction, ct) =>
            {
                await transaction.SaveAsync("rehearsal", ct);
                var (_, notice) = await AcceptAsync(connection, transaction, accepting, ct);
                await TellAllAsync(connection, transaction, notice, ct);
                await transaction.RollbackAsync("rehearsal", ct);
            },
            cancellationToken);
    }

    // With what everybody is told of it, which is written last; null for nothing.
    private async Task<(AcceptedReport Report, Notice? Notice)> AcceptAsync(
        DbConnection connection, DbTransaction transaction, Accepting accepting, CancellationToken ct)
    {
        var (id, server, report, fingerprint, hasKey, _) = accepting;
        var now = Now();
        var row = new
        {
            id,
            serverId = server.Id,
            serverName = server.Name,
            fingerprint,
            errorType = report.ErrorType,
            message = report.Message,
            report = JsonSerializer.Serialize(report, EventJson.Options),
            now,
            state = AnalysisState.Received.ToString(),
        };
        if (hasKey && await FindSameAsync(connection, transaction, id, ct) is { } same)
        {
            return (same, null);
        }

        while (true)
        {
            if (await connection.ExecuteAsync(new CommandDefinition(
                """
                INSERT INTO open_errors (server_id, fingerprint, analysis_id, first_seen_at)
                VALUES (@serverId, @fingerprint, @id, @now) ON CONFLICT (server_id, fingerprint) DO NOTHING
                """,
                row,
                transaction,
                cancellationToken: ct)) > 0
                && (accepting.FingerprintBefore is not { } before
                    || !await MoveKeyAsync(connection, transaction, server.Id, before, fingerprint, ct)))
            {
                return await InsertAsync(connection, transaction, row, accepting, null, null, ct);
            }

            var owner = await connection.QueryFirstOrDefaultAsync<Owner?>(
                new CommandDefinition(
                    """
                    SELECT analysis_id, first_seen_at, muted_at, muted_until FROM open_errors
                    WHERE server_id = @serverId AND fingerprint = @fingerprint
                    """,
                    row,
                    transaction,
                    cancellationToken: ct));
            if (owner is null)
            {
                // Another replica moved the key meanwhile: it is free.
                continue;
            }

            var open = await FindOpenAsync(connection, transaction, owner, report.Commit, ct);
            if (open is not null && open.Takes(report.Commit, now, _times))
            {
                // The same report on another replica may have opened it or been counted in the meantime.
                if (hasKey && (owner.AnalysisId == id
                    || await KeepKeyAsync(connection, transaction, id, owner.AnalysisId, now, ct) == 0))
                {
                    return ((await FindSameAsync(connection, transaction, id, ct))!, null);
                }

                var occurrences = await connection.ExecuteScalarAsync<long>(new CommandDefinition(
                    """
                    UPDATE analyses SET occurrences = occurrences + 1, last_seen_at = @now
                    WHERE id = @owner RETURNING occurrences
                    """,
                    new { now, owner = owner.AnalysisId },
                    transaction,
                    cancellationToken: ct));
                await CountOccurrenceAsync(connection, transaction, owner.AnalysisId, now, ct);
                return (
                    new(owner.AnalysisId, false, occurrences, open.State), OccurrenceNotice(owner.AnalysisId, now));
            }

            // The earlier analysis is over: this report takes the key, unless another replica was faster.
            if (await connection.ExecuteAsync(new CommandDefinition(
                """
                UPDATE open_errors SET analysis_id = @id, first_seen_at = @now, muted_at = NULL, muted_until = NULL,
                    muted_by = NULL
                WHERE server_id = @serverId AND fingerprint = @fingerprint AND analysis_id = @previous
                """,
                new { id, now, row.serverId, fingerprint, previous = owner.AnalysisId },
                transaction,
                cancellationToken: ct)) > 0)
            {
                return await InsertAsync(connection, transaction, row, accepting, owner.AnalysisId, open, ct);
            }
        }
    }

    // Once a second is often enough for pages, and a flood of one error must not become a flood of events.
    private Notice? OccurrenceNotice(string id, long now)
    {
        var second = now / 1000;
        return _told.GetValueOrDefault(id) == second
            ? null
            : new($"{id}:seen:{second}", "occurrence", new { id });
    }

    private Task TellAllAsync(
        DbConnection connection, DbTransaction transaction, Notice? notice, CancellationToken ct) => notice is null
        ? Task.CompletedTask
        : events.AppendAsync(connection, transaction, AllStream, notice.Key, notice.Kind, notice.Data, ct);

    private void MarkTold(AcceptedReport accepted)
    {
        var second = Now() / 1000;
        if (!accepted.IsNew && _told.GetValueOrDefault(accepted.AnalysisId) == second)
        {
            return;
        }

        if (_told.Count > 10_000)
        {
            _told.Clear();
        }

        if (!accepted.IsNew)
        {
            _told[accepted.AnalysisId] = second;
        }

        signals.Notify(AllStream);
    }

    // The very same report again: the answer is the same, and nothing is counted.
    private static async Task<AcceptedReport?> FindSameAsync(
        DbConnection connection, DbTransaction transaction, string id, CancellationToken ct)
    {
        var found = await connection.QueryFirstOrDefaultAsync<(string? Id, AnalysisState State, long Occurrences)>(
            new CommandDefinition(
                """
                SELECT id, state, occurrences FROM analyses
                WHERE id = @id OR id = (SELECT analysis_id FROM report_keys WHERE id = @id)
                """,
                new { id },
                transaction,
                cancellationToken: ct));
        return found.Id is null ? null : new(found.Id, found.Id == id, found.Occurrences, found.State);
    }

    private static Task<int> KeepKeyAsync(
        DbConnection connection, DbTransaction transaction, string id, string analysis, long now,
        CancellationToken ct) =>
        connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO report_keys (id, analysis_id, created_at) VALUES (@id, @analysis, @now) ON CONFLICT DO NOTHING
            """,
            new { id, analysis, now },
            transaction,
            cancellationToken: ct));

    private async Task<(AcceptedReport Report, Notice? Notice)> InsertAsync(
        DbConnection connection, DbTransaction transaction, object row, Accepting accepting, string? previousId,
        EarlierAnalysis? previous, CancellationToken ct)
    {
        var values = new DynamicParameters(row);
        values.Add("previousId", previous is null ? null : previousId);
        values.Add("isRegression", previous?.IsMerged == true ? 1L : 0L);
        await connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO analyses (id, server_id, server_name, fingerprint, state, round, error_type, message, report,
                occurrences, created_at, last_seen_at, updated_at, previous_id, is_regression)
            VALUES (@id, @serverId, @serverName, @fingerprint, @state, 1, @errorType, @message, @report,
                1, @now, @now, @now, @previousId, @isRegression)
            """,
            values,
            transaction,
            cancellationToken: ct));
        await CountOccurrenceAsync(connection, transaction, accepting.Id, Now(), ct);
        var start = accepting.StartOf(accepting.Id) with { TraceParent = accepting.TraceParent };
        await starts.AddAsync(connection, transaction, start, ct);
        return (
            new(accepting.Id, true, 1, AnalysisState.Received) { Start = start },
            new(
                $"{accepting.Id}:{AnalysisState.Received}", "analysis",
                new { id = accepting.Id, state = $"{AnalysisState.Received}" }));
    }

    private sealed record Notice(string Key, string Kind, object Data);

    private sealed record Accepting(
        string Id,
        ServerRecord Server,
        ErrorReport Report,
        string Fingerprint,
        bool HasKey,
        Func<string, RunStart> StartOf)
    {
        public string? FingerprintBefore { get; init; }

        /// <summary>Of the request: the commit that this report shares with others has another current span.</summary>
        public string? TraceParent { get; } = Activity.Current?.Id;
    }
}
