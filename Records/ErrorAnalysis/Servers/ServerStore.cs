using System.Data.Common;
using System.Text.Json;
using Dapper;
using OpsFlow.Platform.Store;

namespace OpsFlow.Records.ErrorAnalysis.Servers;

/// <summary>The registry of servers.</summary>
public sealed class ServerStore(IDatabase database, SecretProtector secrets, TimeProvider time)
{
    private const string Columns = WrittenColumns + ", version";

    private const string WrittenColumns =
        "id, name, active, hosts, repository_url, branch, token_protected, webhook_secret_protected, slack_channel, "
        + "approvers, language, locale, source_root, test_command, github_repository, draft_pull_request, "
        + "author_name, author_email, branch_prefix, slack_problem, report_key, report_number, application_prefixes";

    /// <summary>All servers by name.</summary>
    public Task<IReadOnlyList<ServerRecord>> ListAsync(CancellationToken cancellationToken) =>
        QueryAsync("ORDER BY name", null, cancellationToken);

    /// <summary>A server by id.</summary>
    /// <returns>The server, or null.</returns>
    public async Task<ServerRecord?> FindAsync(string id, CancellationToken cancellationToken) =>
        (await QueryAsync("WHERE id = @id", new { id }, cancellationToken)) is [var server, ..] ? server : null;

    /// <summary>A server by name.</summary>
    /// <returns>The server, or null.</returns>
    public async Task<ServerRecord?> FindByNameAsync(string name, CancellationToken cancellationToken) =>
        (await QueryAsync("WHERE name = @name", new { name }, cancellationToken)) is [var server, ..] ? server : null;

    /// <summary>A server by the key that its reports are sent with.</summary>
    /// <returns>The server, or null.</returns>
    public async Task<ServerRecord?> FindByKeyAsync(string key, CancellationToken cancellationToken) =>
        (await QueryAsync("WHERE report_key = @key", new { key }, cancellationToken)) is [var server, ..]
            ? server
            : null;

    /// <summary>Creates or replaces a server.</summary>
    /// <param name="rotatesKey">
    /// Whether the record's report key, or a new one without one, takes the place of the stored one; else that one
    /// stays, whatever it is by now.
    /// </param>
    /// <param name="expected">The version that was changed; null for whichever it is by now.</param>
    /// <returns>
    /// False if another server has the name, or this one has another version; nothing is changed then.
    /// </returns>
    public async Task<bool> SaveAsync(
        ServerRecord server, CancellationToken cancellationToken, bool rotatesKey = false, long? expected = null)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var row = new
        {
            server.Id,
            server.Name,
            Active = server.Active ? 1L : 0L,
            Hosts = JsonSerializer.Serialize(server.Hosts),
            server.RepositoryUrl,
            server.Branch,
            TokenProtected = secrets.Protect(server.Token),
            WebhookSecretProtected = secrets.Protect(server.WebhookSecret),
            server.SlackChannel,
            Approvers = JsonSerializer.Serialize(server.Approvers),
            server.Language,
            server.Locale,
            server.SourceRoot,
            server.TestCommand,
            server.GitHubRepository,
            DraftPullRequest = server.DraftPullRequest ? 1L : 0L,
            server.AuthorName,
            server.AuthorEmail,
            server.BranchPrefix,
            ReportKey = server.ReportKey ?? ServerRecord.NewReportKey(),
            ReportNumber = server.ReportNumber ?? ServerRecord.NewReportNumber(),
            Rotates = rotatesKey ? 1L : 0L,
            Expected = expected ?? -1,
            Now = now,
        };
        return await database.InTransactionAsync(
            async (connection, transaction, ct) =>
            {
                var taken = await connection.ExecuteScalarAsync<long>(new CommandDefinition(
                    "SELECT COUNT(*) FROM servers WHERE name = @Name AND id <> @Id", row, transaction,
                    cancellationToken: ct));
                if (taken > 0)
                {
                    return false;
                }

                return await connection.ExecuteAsync(new CommandDefinition(
                    $"""
                    INSERT INTO servers ({WrittenColumns}, created_at, updated_at)
                    VALUES (@Id, @Name, @Active, @Hosts, @RepositoryUrl, @Branch, @TokenProtected,
                        @WebhookSecretProtected, @SlackChannel, @Approvers, @Language, @Locale, @SourceRoot,
                        @TestCommand, @GitHubRepository, @DraftPullRequest, @AuthorName, @AuthorEmail,
                        @BranchPrefix, NULL, @ReportKey, @ReportNumber, NULL, @Now, @Now)
                    ON CONFLICT (id) DO UPDATE SET name = excluded.name, active = excluded.active,
                        hosts = excluded.hosts, repository_url = excluded.repository_url, branch = excluded.branch,
                        token_protected = excluded.token_protected,
                        webhook_secret_protected = excluded.webhook_secret_protected,
                        slack_channel = excluded.slack_channel, approvers = excluded.approvers,
                        language = excluded.language, locale = excluded.locale, source_root = excluded.source_root,
                        test_command = excluded.test_command, github_repository = excluded.github_repository,
                        draft_pull_request = excluded.draft_pull_request,
                        author_name = excluded.author_name, author_email = excluded.author_email,
                        branch_prefix = excluded.branch_prefix, slack_problem = NULL,
                        report_key = CASE WHEN @Rotates = 1 OR servers.report_key IS NULL
                            THEN excluded.report_key ELSE servers.report_key END,
                        report_number = COALESCE(servers.report_number, excluded.report_number),
                        application_prefixes = CASE WHEN servers.repository_url = excluded.repository_url
                            THEN servers.application_prefixes END,
                        updated_at = excluded.updated_at, version = servers.version + 1
                    WHERE @Expected < 0 OR servers.version = @Expected
                    """,
                    row,
                    transaction,
                    cancellationToken: ct)) > 0;
            },
            cancellationToken).OrTakenAsync();
    }

    /// <summary>Makes another key for a server's reports, and leaves all else as it is.</summary>
    /// <returns>Whether the server exists.</returns>
    public async Task<bool> RotateReportKeyAsync(string id, CancellationToken cancellationToken) =>
        await database.ExecuteAsync(
            "UPDATE servers SET report_key = @key, updated_at = @now WHERE id = @id",
            new { id, key = ServerRecord.NewReportKey(), now = time.GetUtcNow().ToUnixTimeMilliseconds() },
            cancellationToken) > 0;

    /// <summary>Marks a server whose messages Slack does not take, or takes again.</summary>
    /// <param name="problem">Why; null if it does.</param>
    public Task SetSlackProblemAsync(string id, string? problem, CancellationToken cancellationToken) =>
        database.ExecuteAsync(
            "UPDATE servers SET slack_problem = @problem WHERE id = @id",
            new { id, problem },
            cancellationToken);

    /// <summary>Keeps what the server's own packages begin with, once its repository was looked at.</summary>
    /// <param name="repositoryUrl">The repository that was looked at: of another one nothing is known.</param>
    public Task SetApplicationPrefixesAsync(
        string id, string repositoryUrl, IReadOnlyList<string> prefixes, CancellationToken cancellationToken) =>
        database.ExecuteAsync(
            """
            UPDATE servers SET application_prefixes = @prefixes
            WHERE id = @id AND repository_url = @repositoryUrl AND application_prefixes IS NULL
            """,
            new { id, repositoryUrl, prefixes = JsonSerializer.Serialize(prefixes) },
            cancellationToken);

    /// <summary>Removes a server. Its analyses stay.</summary>
    /// <returns>Whether it existed.</returns>
    public async Task<bool> DeleteAsync(string id, CancellationToken cancellationToken) =>
        await database.ExecuteAsync("DELETE FROM servers WHERE id = @id", new { id }, cancellationToken) > 0;

    private async Task<IReadOnlyList<ServerRecord>> QueryAsync(
        string clause, object? parameters, CancellationToken cancellationToken)
    {
        var rows = await database.WithConnectionAsync(
            (DbConnection connection, CancellationToken ct) => connection.QueryAsync<Row>(new CommandDefinition(
                $"SELECT {Columns} FROM servers {clause}", parameters, cancellationToken: ct)),
            cancellationToken);
        return [.. rows.Select(ToRecord)];
    }

    private ServerRecord ToRecord(Row row) => new()
    {
        Id = row.Id,
        Name = row.Name,
        Active = row.Active != 0,
        Hosts = JsonSerializer.Deserialize<string[]>(row.Hosts) ?? [],
        RepositoryUrl = row.RepositoryUrl,
        Branch = row.Branch,
        Token = secrets.Unprotect(row.TokenProtected, out var isTokenLost),
        IsTokenLost = isTokenLost,
        WebhookSecret = secrets.Unprotect(row.WebhookSecretProtected, out var isWebhookSecretLost),
        IsWebhookSecretLost = isWebhookSecretLost,
        SlackChannel = row.SlackChannel,
        Approvers = JsonSerializer.Deserialize<string[]>(row.Approvers) ?? [],
        Language = row.Language,
        Locale = row.Locale,
        SourceRoot = row.SourceRoot,
        TestCommand = row.TestCommand,
        GitHubRepository = row.GithubRepository,
        DraftPullRequest = row.DraftPullRequest != 0,
        AuthorName = row.AuthorName,
        AuthorEmail = row.AuthorEmail,
        BranchPrefix = row.BranchPrefix,
        SlackProblem = row.SlackProblem,
        ReportKey = row.ReportKey,
        ReportNumber = row.ReportNumber,
        ApplicationPrefixes = row.ApplicationPrefixes is { } prefixes
            ? JsonSerializer.Deserialize<string[]>(prefixes)
            : null,
        Version = row.Version,
    };

    private sealed class Row
    {
        public string Id { get; set; } = "";

        public string Name { get; set; } = "";

        public long Active { get; set; }

        public string Hosts { get; set; } = "[]";

        public string RepositoryUrl { get; set; } = "";

        public string? Branch { get; set; }

        public string? TokenProtected { get; set; }

        public string? WebhookSecretProtected { get; set; }

        public string? SlackChannel { get; set; }

        public string Approvers { get; set; } = "[]";

        public string? Language { get; set; }

        public string Locale { get; set; } = "en";

        public string? SourceRoot { get; set; }

        public string? TestCommand { get; set; }

        public string? GithubRepository { get; set; }

        public long DraftPullRequest { get; set; }

        public string? AuthorName { get; set; }

        public string? AuthorEmail { get; set; }

        public string? BranchPrefix { get; set; }

        public string? SlackProblem { get; set; }

        public string? ReportKey { get; set; }

        public long? ReportNumber { get; set; }

        public string? ApplicationPrefixes { get; set; }

        public long Version { get; set; }
    }
}
