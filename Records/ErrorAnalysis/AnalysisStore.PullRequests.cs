using System.Data.Common;
using System.Text.Json;
using Dapper;
using OpsFlow.Platform.Events;

namespace OpsFlow.Records.ErrorAnalysis;

/// <content>Pull requests that analyses made.</content>
public sealed partial class AnalysisStore
{
    /// <summary>Stores what became of a pull request. What was merged stays merged: a late "closed" is of before.
    /// </summary>
    /// <returns>The analysis, or null if no analysis made it.</returns>
    public async Task<string?> SetPullRequestStateAsync(PullRequestChange change, CancellationToken cancellationToken)
    {
        var state = change.State.ToString().ToLowerInvariant();
        // Looked up outside of the transaction that writers wait for.
        if (await database.WithConnectionAsync(
            (connection, ct) => FindByPullRequestAsync(connection, change, ct), cancellationToken) is not { } id)
        {
            return null;
        }

        await database.InTransactionAsync(
            async (connection, transaction, ct) =>
            {
                if (await connection.ExecuteAsync(new CommandDefinition(
                    """
                    UPDATE analyses SET updated_at = @now, pull_request_state = @state, pull_request_at = @now
                    WHERE id = @id AND COALESCE(pull_request_state, '') <> 'merged'
                    """,
                    new { id, state, now = Now() },
                    transaction,
                    cancellationToken: ct)) == 0)
                {
                    return;
                }

                await events.AppendAsync(
                    connection, transaction, StreamOf(id), $"pull-request:{state}", "pull_request",
                    new { url = change.Url, state }, ct);
                await events.AppendAsync(
                    connection, transaction, AllStream, $"{id}:pull-request:{state}", "pull_request", new { id }, ct);
            },
            cancellationToken);
        signals.Notify(StreamOf(id));
        signals.Notify(AllStream);
        return id;
    }

    // A repository that was renamed or moved tells its new address: then the number with the branch or the
    // description, which carry the analysis, says whose it is.
    private static async Task<string?> FindByPullRequestAsync(
        DbConnection connection, PullRequestChange change, CancellationToken ct)
    {
        var id = await connection.ExecuteScalarAsync<string?>(new CommandDefinition(
            "SELECT id FROM analyses WHERE pull_request_url = @Url",
            new { change.Url },
            cancellationToken: ct));
        if (id is not null || change.Number is not { } number)
        {
            return id;
        }

        var published = await connection.QueryAsync<(string Id, string Url, string Data)>(new CommandDefinition(
            """
            SELECT a.id, a.pull_request_url, r.data FROM analyses a JOIN analysis_rounds r ON r.analysis_id = a.id
            WHERE a.pull_request_url LIKE @end AND r.part = @part
            """,
            new { end = $"%/pull/{number}", part = RoundParts.Publication },
            cancellationToken: ct));
        return published.FirstOrDefault(p =>
            HostOf(p.Url) == HostOf(change.Url)
            && JsonSerializer.Deserialize<Publication>(p.Data, EventJson.Options) is { } publication
            && publication.PullRequestUrl == p.Url
            && (publication.Branch == change.Branch || p.Id == change.AnalysisId)).Id;
    }

    private static string? HostOf(string url) => Uri.TryCreate(url, UriKind.Absolute, out var uri) ? uri.Host : null;
}
