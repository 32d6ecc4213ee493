using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OpsFlow.Infrastructure.GitHub;

/// <summary>The few REST calls that are used, API version 2022-11-28. Source: GitHub's REST reference.</summary>
public sealed partial class GitHubClient(HttpClient http, GitHubOptions options, GitHubRepository repository, string? token)
{
    private string Root => $"repos/{repository.Owner}/{repository.Name}";

    /// <summary>The default branch.</summary>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Its name.</returns>
    public async Task<string> DefaultBranchAsync(CancellationToken cancellationToken) =>
        Text(await SendAsync(HttpMethod.Get, Root, null, cancellationToken), "default_branch");

    /// <summary>The commit that a branch points at.</summary>
    /// <param name="branch">The branch.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The commit, or null if there is no such branch.</returns>
    public async Task<string?> FindBranchAsync(string branch, CancellationToken cancellationToken)
    {
        var answer = await FindAsync($"{Root}/git/ref/heads/{EscapePath(branch)}", cancellationToken);
        return answer is null ? null : Text(answer["object"]!, "sha");
    }

    /// <summary>The tree of a commit.</summary>
    /// <param name="commit">The commit.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The tree.</returns>
    public async Task<string> TreeOfAsync(string commit, CancellationToken cancellationToken) =>
        Text((await SendAsync(HttpMethod.Get, $"{Root}/git/commits/{commit}", null, cancellationToken))["tree"]!, "sha");

    /// <summary>The blob id of a file.</summary>
    /// <param name="path">The path.</param>
    /// <param name="commit">The commit.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The blob id, or null if there is no such file.</returns>
    public async Task<string?> FindBlobAsync(string path, string commit, CancellationToken cancellationToken)
    {
        var answer = await FindAsync($"{Root}/contents/{EscapePath(path)}?ref={commit}", cancellationToken);
        return answer is null ? null : Text(answer, "sha");
    }

    /// <summary>A file's text.</summary>
    /// <param name="path">The path.</param>
    /// <param name="commit">The commit.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The text, or null if there is no such file.</returns>
    public async Task<string?> FindTextAsync(string path, string commit, CancellationToken cancellationToken)
    {
        var answer = await FindAsync($"{Root}/contents/{EscapePath(path)}?ref={commit}", cancellationToken);
        return answer is null
            ? null
            : System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(Text(answer, "content").ReplaceLineEndings("")));
    }

    /// <summary>Makes a tree on top of another.</summary>
    /// <param name="baseTree">The other tree.</param>
    /// <param name="files">Complete contents by path.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The tree.</returns>
    public async Task<string> CreateTreeAsync(
        string baseTree, IReadOnlyDictionary<string, string> files, CancellationToken cancellationToken)
    {
        var modes = await ModesAsync(baseTree, files.Keys, cancellationToken);
        var entries = new JsonArray();
        foreach (var (path, content) in files.OrderBy(f => f.Key, StringComparer.Ordinal))
        {
            var blob = await SendAsync(
                HttpMethod.Post,
                $"{Root}/git/blobs",
                new JsonObject { ["content"] = content, ["encoding"] = "utf-8" },
                cancellationToken);
            entries.Add(new JsonObject
            {
                ["path"] = path,
                ["mode"] = modes.GetValueOrDefault(path, OrdinaryFile),
                ["type"] = "blob",
                ["sha"] = Text(blob, "sha"),
            });
        }

        var tree = await SendAsync(
            HttpMethod.Post,
            $"{Root}/git/trees",
            new JsonObject { ["base_tree"] = baseTree, ["tree"] = entries },
            cancellationToken);
        return Text(tree, "sha");
    }

    /// <summary>Makes a commit. The same arguments always make the same commit.</summary>
    /// <param name="message">The message.</param>
    /// <param name="tree">The tree.</param>
    /// <param name="parent">The parent.</param>
    /// <param name="date">The time of author and committer.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The commit.</returns>
    public async Task<string> CreateCommitAsync(
        string message, string tree, string parent, DateTimeOffset date, CancellationToken cancellationToken)
    {
        JsonObject Person() => new()
        {
            ["name"] = "OpsFlow",
            ["email"] = "opsflow@localhost",
            ["date"] = date.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        };
        var commit = await SendAsync(
            HttpMethod.Post,
            $"{Root}/git/commits",
            new JsonObject
            {
                ["message"] = message,
                ["tree"] = tree,
                ["parents"] = new JsonArray(parent),
                ["author"] = Person(),
                ["committer"] = Person(),
            },
            cancellationToken);
        return Text(commit, "sha");
    }

    /// <summary>Makes a branch.</summary>
    /// <param name="branch">The branch.</param>
    /// <param name="commit">Where it points.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>False if there is such a branch already.</returns>
    public async Task<bool> CreateBranchAsync(string branch, string commit, CancellationToken cancellationToken)
    {
        try
        {
            await SendAsync(
                HttpMethod.Post,
                $"{Root}/git/refs",
                new JsonObject { ["ref"] = $"refs/heads/{branch}", ["sha"] = commit },
                cancellationToken);
            return true;
        }
        catch (GitHubException e) when (e.StatusCode == HttpStatusCode.UnprocessableEntity
            && e.Message.Contains("already exists", StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }
    }

    /// <summary>Finds a pull request of a branch, open or not.</summary>
    /// <param name="branch">The branch.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Its number and page, or null.</returns>
    public async Task<(long Number, string Url)?> FindPullRequestAsync(string branch, CancellationToken cancellationToken)
    {
        var head = Uri.EscapeDataString($"{repository.Owner}:{branch}");
        var answer = await SendForNodeAsync(
            HttpMethod.Get, $"{Root}/pulls?state=all&head={head}", null, cancellationToken);
        foreach (var pull in answer as JsonArray ?? [])
        {
            // Checked again: a server that ignores the filter must not make us take another's request.
            if (pull?["head"] is JsonObject h && Text(h, "ref") == branch)
            {
                return (pull["number"]!.GetValue<long>(), Text(pull, "html_url"));
            }
        }

        return null;
    }

    /// <summary>Opens a pull request.</summary>
    /// <param name="branch">The branch to merge.</param>
    /// <param name="into">The branch to merge into.</param>
    /// <param name="title">The title.</param>
    /// <param name="body">Markdown.</param>
    /// <param name="draft">Whether it is a draft.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Its number and page.</returns>
    public async Task<(long Number, string Url)> CreatePullRequestAsync(
        string branch, string into, string title, string body, bool draft, CancellationToken cancellationToken)
    {
        var answer = await SendAsync(
            HttpMethod.Post,
            $"{Root}/pulls",
            new JsonObject
            {
                ["title"] = title,
                ["head"] = branch,
                ["base"] = into,
                ["body"] = body,
                ["draft"] = draft,
            },
            cancellationToken);
        return (answer["number"]!.GetValue<long>(), Text(answer, "html_url"));
    }

    /// <summary>Adds labels to a pull request.</summary>
    /// <param name="number">Its number.</param>
    /// <param name="labels">The labels.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>A task that ends when they are there.</returns>
    public Task AddLabelsAsync(long number, IEnumerable<string> labels, CancellationToken cancellationToken) =>
        SendForNodeAsync(
            HttpMethod.Post,
            $"{Root}/issues/{number}/labels",
            new JsonObject { ["labels"] = new JsonArray([.. labels.Select(l => (JsonNode)l)]) },
            cancellationToken);

    private static string EscapePath(string path) => string.Join('/', path.Split('/').Select(Uri.EscapeDataString));

    private static string Text(JsonNode node, string name) =>
        node[name] is JsonValue value && value.TryGetValue<string>(out var text)
            ? text
            : throw new GitHubException(HttpStatusCode.BadGateway, $"GitHub's answer has no {name}");

    private async Task<JsonObject?> FindAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return await SendAsync(HttpMethod.Get, path, null, cancellationToken);
        }
        catch (GitHubException e) when (e.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    private async Task<JsonObject> SendAsync(
        HttpMethod method, string path, JsonObject? body, CancellationToken cancellationToken) =>
        await SendForNodeAsync(method, path, body, cancellationToken) as JsonObject
        ?? throw new GitHubException(HttpStatusCode.BadGateway, $"GitHub's answer to {path} is no object");

    private async Task<JsonNode?> SendForNodeAsync(
        HttpMethod method, string path, JsonObject? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, new Uri(options.ApiUrl, path));
        request.Headers.UserAgent.ParseAdd("OpsFlow");
        request.Headers.Accept.ParseAdd("application/vnd.github+json");
        request.Headers.Add("X-GitHub-Api-Version", "2022-11-28");
        if (token is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        if (body is not null)
        {
            request.Content = JsonContent.Create(body);
        }

        using var response = await http.SendAsync(request, cancellationToken);
        JsonNode? answer = null;
        try
        {
            answer = await response.Content.ReadFromJsonAsync<JsonNode>(cancellationToken);
        }
        catch (JsonException) when (!response.IsSuccessStatusCode)
        {
            // A proxy's error page; the status says enough.
        }
        catch (JsonException e)
        {
            throw new GitHubException(HttpStatusCode.BadGateway, $"{method} {path}: no JSON ({e.Message})");
        }

        if (response.IsSuccessStatusCode)
        {
            return answer;
        }

        var said = answer is JsonObject o
            ? string.Join("; ", new[] { o["message"]?.ToString(), o["errors"]?.ToJsonString() }.Where(s => s is not null))
            : "";
        throw new GitHubException(
            response.StatusCode, $"{method} {path}: {(int)response.StatusCode} {said}", RetryAfter(response));
    }

    private static TimeSpan? RetryAfter(HttpResponseMessage response)
    {
        if (response.Headers.RetryAfter?.Delta is { } delta)
        {
            return delta;
        }

        if (response.Headers.RetryAfter?.Date is { } date)
        {
            var left = date - DateTimeOffset.UtcNow;
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }

        // A spent primary limit is a 403 with these headers instead.
        return response.Headers.TryGetValues("x-ratelimit-remaining", out var remaining) && remaining.First() == "0"
            ? TimeSpan.FromMinutes(1)
            : null;
    }
}
