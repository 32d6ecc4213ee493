using System.Data.Common;
using Dapper;
using OpsFlow.Platform.Events;
using OpsFlow.Platform.Store;
using OpsFlow.Workflows.ErrorAnalysis;

namespace OpsFlow.Records.ErrorAnalysis;

/// <summary>The records of analyses.</summary>
public sealed partial class AnalysisStore(
    IDatabase database, EventStore events, EventSignals signals, TimeProvider time)
{
    /// <summary>The state of a record whose workflow has not begun.</summary>
    public const string Received = "Received";

    /// <summary>The stream on which every change of any analysis is told.</summary>
    public const string AllStream = "analyses";

    private readonly GroupCommit<AcceptedReport> _accepts = new(database);

    private static readonly string[] FinalStates =
        ["Published", "Rejected", "Expired", "NoFix", "Failed", "Canceled"];

    /// <summary>The stream of one analysis.</summary>
    /// <param name="id">The analysis.</param>
    /// <returns>The stream's name.</returns>
    public static string StreamOf(string id) => $"analysis:{id}";

    /// <summary>Whether nothing follows a state unless somebody retries.</summary>
    /// <param name="state">The state's name.</param>
    /// <returns>True if it is final.</returns>
    public static bool IsFinal(string state) => Array.IndexOf(FinalStates, state) >= 0;

    /// <summary>A record.</summary>
    /// <param name="id">The analysis.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The record, or null.</returns>
    public Task<AnalysisRecord?> FindAsync(string id, CancellationToken cancellationToken) =>
        database.WithConnectionAsync(
            (connection, ct) => connection.QueryFirstOrDefaultAsync<AnalysisRecord?>(new CommandDefinition(
                "SELECT * FROM analyses WHERE id = @id", new { id }, cancellationToken: ct)),
            cancellationToken);

    /// <summary>Records, the newest first, without their large columns.</summary>
    /// <param name="state">Only of this state; null for all.</param>
    /// <param name="before">The creation time and id of the last one already known; null for the start.</param>
    /// <param name="limit">The most to read.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The records.</returns>
    public async Task<IReadOnlyList<AnalysisRecord>> ListAsync(
        string? state, (long CreatedAt, string Id)? before, int limit, CancellationToken cancellationToken) =>
        [.. await database.WithConnectionAsync(
            (connection, ct) => connection.QueryAsync<AnalysisRecord>(new CommandDefinition(
                $"""
                SELECT id, server_id, server_name, fingerprint, state, round, error_type, message, occurrences, created_at,
                    last_seen_at, updated_at, base_commit, detail, decision, decided_by, decided_via, decided_at,
                    fix_branch, pull_request_url, pull_request_state
                FROM analyses
                WHERE (created_at < @at OR (created_at = @at AND id < @id)) {(state is null ? "" : "AND state = @state")}
                ORDER BY created_at DESC, id DESC LIMIT @limit
                """,
                new { at = before?.CreatedAt ?? long.MaxValue, id = before?.Id ?? "", state, limit },
                cancellationToken: ct)),
            cancellationToken)];

    /// <summary>
    /// Writes a change of state together with its live events. A repeat of the same change, even a late one, does nothing.
    /// </summary>
    /// <param name="change">The change.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Whether it was written now.</returns>
    public async Task<bool> ChangeStateAsync(StateChange change, CancellationToken cancellationToken)
    {
        var written = await database.InTransactionAsync(
            async (connection, transaction, ct) =>
            {
                if (!await events.AppendAsync(
                    connection,
                    transaction,
                    StreamOf(change.AnalysisId),
                    change.Key,
                    "state",
                    new { state = change.State, change.Round, change.Detail, change.DecidedBy, change.DecidedVia },
                    ct))
                {
                    return false;
                }

                await connection.ExecuteAsync(new CommandDefinition(
                    """
                    UPDATE analyses SET state = @State, round = @Round, detail = @Detail, updated_at = @now,
                        decision = COALESCE(@Decision, decision), decided_by = COALESCE(@DecidedBy, decided_by),
                        decided_via = COALESCE(@DecidedVia, decided_via),
                        decided_at = CASE WHEN @Decision IS NULL OR decided_at IS NOT NULL THEN decided_at ELSE @now END
                    WHERE id = @AnalysisId
                    """,
                    new
                    {
                        change.AnalysisId,
                        change.State,
                        Round = (long)change.Round,
                        change.Detail,
                        change.Decision,
                        change.DecidedBy,
                        change.DecidedVia,
                        now = Now(),
                    },
                    transaction,
                    cancellationToken: ct));
                await events.AppendAsync(
                    connection,
                    transaction,
                    AllStream,
                    $"{change.AnalysisId}:{change.Key}",
                    "analysis",
                    new { id = change.AnalysisId, state = change.State },
                    ct);
                return true;
            },
            cancellationToken);
        signals.Notify(StreamOf(change.AnalysisId));
        signals.Notify(AllStream);
        return written;
    }

    /// <summary>Tells a step within a state.</summary>
    /// <param name="id">The analysis.</param>
    /// <param name="key">The same for a repeat.</param>
    /// <param name="text">What happens.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>A task that ends when it is stored.</returns>
    public Task ReportProgressAsync(string id, string key, string text, CancellationToken cancellationToken) =>
        events.AppendAsync(StreamOf(id), key, "progress", new { text }, cancellationToken);

    /// <summary>Stores what was cloned.</summary>
    /// <param name="id">The analysis.</param>
    /// <param name="branch">The branch.</param>
    /// <param name="commit">The commit.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>A task that ends when it is stored.</returns>
    public Task SetBaseAsync(string id, string branch, string commit, CancellationToken cancellationToken) =>
        UpdateAsync("base_branch = @branch, base_commit = @commit", new { id, branch, commit }, cancellationToken);

    /// <summary>Stores the analyzer's result.</summary>
    /// <param name="id">The analysis.</param>
    /// <param name="result">JSON.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>A task that ends when it is stored.</returns>
    public Task SetResultAsync(string id, string result, CancellationToken cancellationToken) =>
        UpdateAsync(
            "result = @result, patch = NULL, patch_hash = NULL, verification = NULL",
            new { id, result },
            cancellationToken);

    /// <summary>Stores the patch and what the test command said.</summary>
    /// <param name="id">The analysis.</param>
    /// <param name="patch">JSON.</param>
    /// <param name="patchHash">The hash that decisions refer to.</param>
    /// <param name="verification">JSON.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>A task that ends when it is stored.</returns>
    public Task SetPatchAsync(
        string id, string? patch, string? patchHash, string? verification, CancellationToken cancellationToken) =>
        UpdateAsync(
            "patch = @patch, patch_hash = @patchHash, verification = @verification",
            new { id, patch, patchHash, verification },
            cancellationToken);

    /// <summary>
    /// Chooses the commit that a round's fix is put on, once: a repeated publish must make the same commit even when the
    /// branch has moved in between.
    /// </summary>
    /// <param name="id">The analysis.</param>
    /// <param name="round">The round.</param>
    /// <param name="commit">The commit to choose if none is chosen.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The commit that is chosen.</returns>
    public Task<string> ChoosePublishBaseAsync(
        string id, int round, string commit, CancellationToken cancellationToken) =>
        database.InTransactionAsync(
            async (connection, transaction, ct) =>
            {
                var prefix = $"{round}:";
                await connection.ExecuteAsync(new CommandDefinition(
                    """
                    UPDATE analyses SET publish_base = @chosen
                    WHERE id = @id AND (publish_base IS NULL OR publish_base NOT LIKE @prefix)
                    """,
                    new { id, chosen = prefix + commit, prefix = prefix + "%" },
                    transaction,
                    cancellationToken: ct));
                var stored = await connection.ExecuteScalarAsync<string>(new CommandDefinition(
                    "SELECT publish_base FROM analyses WHERE id = @id", new { id }, transaction, cancellationToken: ct));
                return stored![prefix.Length..];
            },
            cancellationToken);

    /// <summary>Stores where the fix is.</summary>
    /// <param name="id">The analysis.</param>
    /// <param name="branch">The branch.</param>
    /// <param name="commit">The commit.</param>
    /// <param name="pullRequestUrl">The pull request; null for none.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>A task that ends when it is stored.</returns>
    public Task SetPublishedAsync(
        string id, string branch, string commit, string? pullRequestUrl, CancellationToken cancellationToken) =>
        UpdateAsync(
            """
            fix_branch = @branch, fix_commit = @commit, pull_request_url = @pullRequestUrl,
            pull_request_state = CASE WHEN @pullRequestUrl IS NULL THEN NULL ELSE 'open' END
            """,
            new { id, branch, commit, pullRequestUrl },
            cancellationToken);

    /// <summary>Stores which chat message belongs to the analysis.</summary>
    /// <param name="id">The analysis.</param>
    /// <param name="channel">The channel.</param>
    /// <param name="ts">The message.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>A task that ends when it is stored.</returns>
    public Task SetSlackMessageAsync(string id, string channel, string ts, CancellationToken cancellationToken) =>
        UpdateAsync("slack_channel = @channel, slack_ts = @ts", new { id, channel, ts }, cancellationToken);

    /// <summary>Stores what became of a pull request.</summary>
    /// <param name="url">The pull request.</param>
    /// <param name="state">open, merged or closed.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The analysis, or null if no analysis made it.</returns>
    public async Task<string?> SetPullRequestStateAsync(string url, string state, CancellationToken cancellationToken)
    {
        var id = await database.InTransactionAsync(
            async (connection, transaction, ct) =>
            {
                var id = await connection.ExecuteScalarAsync<string?>(new CommandDefinition(
                    """
                    UPDATE analyses SET pull_request_state = @state, updated_at = @now WHERE pull_request_url = @url
                    RETURNING id
                    """,
                    new { url, state, now = Now() },
                    transaction,
                    cancellationToken: ct));
                if (id is not null)
                {
                    await events.AppendAsync(
                        connection, transaction, StreamOf(id), $"pull-request:{state}", "pull_request", new { url, state }, ct);
                }

                return id;
            },
            cancellationToken);
        if (id is not null)
        {
            signals.Notify(StreamOf(id));
        }

        return id;
    }

    private Task UpdateAsync(string assignments, object parameters, CancellationToken cancellationToken) =>
        database.InTransactionAsync(
            (DbConnection connection, DbTransaction transaction, CancellationToken ct) =>
            {
                var all = new DynamicParameters(parameters);
                all.Add("now", Now());
                return connection.ExecuteAsync(new CommandDefinition(
                    $"UPDATE analyses SET {assignments}, updated_at = @now WHERE id = @id",
                    all,
                    transaction,
                    cancellationToken: ct));
            },
            cancellationToken);

    private long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();
}
