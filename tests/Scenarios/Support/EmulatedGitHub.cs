using System.Net.Http.Headers;
using System.Text;
using OpsFlow.Domain.CodeAnalysis.Patching;

namespace OpsFlow.Scenarios.Support;

/// <summary>What tests ask of the emulated GitHub.</summary>
public sealed class EmulatedGitHub : IDisposable
{
    public const string Owner = "octocat";
    public const string Token = "ghp_tests";

    private readonly HttpClient _http;

    public EmulatedGitHub(Uri url)
    {
        Url = url;
        _http = new HttpClient { BaseAddress = url };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        _http.DefaultRequestHeaders.UserAgent.ParseAdd("tests");
    }

    public Uri Url { get; }

    public async Task<bool> IsUpAsync()
    {
        try
        {
            using var response = await _http.GetAsync("rate_limit");
            return true;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    public async Task CreateRepositoryAsync(string name) =>
        await SendAsync(HttpMethod.Post, "user/repos", new JsonObject { ["name"] = name, ["auto_init"] = true });

    /// <summary>
    /// Puts one commit on main; an executable file is one whose path is in <paramref name="executable"/>.
    /// </summary>
    public async Task<string> CommitAsync(
        string repository, IReadOnlyDictionary<string, string> files, string message, params string[] executable)
    {
        var root = $"repos/{Owner}/{repository}/git";
        var head = (await GetAsync($"{root}/ref/heads/main"))["object"]!["sha"]!.ToString();
        var tree = (await GetAsync($"{root}/commits/{head}"))["tree"]!["sha"]!.ToString();
        var entries = new JsonArray();
        foreach (var (path, content) in files)
        {
            entries.Add(new JsonObject
            {
                ["path"] = path,
                ["mode"] = executable.Contains(path) ? "100755" : "100644",
                ["type"] = "blob",
                ["sha"] = (await SendAsync(
                    HttpMethod.Post, $"{root}/blobs",
                    new() { ["content"] = content, ["encoding"] = "utf-8" }))["sha"]!.ToString(),
            });
        }

        var made = await SendAsync(
            HttpMethod.Post, $"{root}/trees", new() { ["base_tree"] = tree, ["tree"] = entries });
        var commit = await SendAsync(
            HttpMethod.Post,
            $"{root}/commits",
            new() { ["message"] = message, ["tree"] = made["sha"]!.ToString(), ["parents"] = new JsonArray(head) });
        var sha = commit["sha"]!.ToString();
        await SendAsync(HttpMethod.Patch, $"{root}/refs/heads/main", new() { ["sha"] = sha });
        return sha;
    }

    public async Task<IReadOnlyDictionary<string, string>> BranchesAsync(string repository) =>
        (await _http.GetFromJsonAsync<JsonArray>($"repos/{Owner}/{repository}/branches"))!
        .ToDictionary(b => b!["name"]!.ToString(), b => b!["commit"]!["sha"]!.ToString());

    public async Task<IReadOnlyList<JsonObject>> PullsAsync(string repository) =>
        [.. (await _http.GetFromJsonAsync<JsonArray>($"repos/{Owner}/{repository}/pulls?state=all"))!.Select(
            p => p!.AsObject())];

    public async Task<JsonArray> LabelsAsync(string repository, long number) =>
        (await _http.GetFromJsonAsync<JsonArray>($"repos/{Owner}/{repository}/issues/{number}/labels"))!;

    /// <summary>Paths with modes and contents of a commit.</summary>
    public async Task<IReadOnlyDictionary<string, (string Mode, string Content)>> TreeAsync(
        string repository, string commit)
    {
        var root = $"repos/{Owner}/{repository}/git";
        var tree = (await GetAsync($"{root}/commits/{commit}"))["tree"]!["sha"]!.ToString();
        var entries = (await GetAsync($"{root}/trees/{tree}?recursive=1"))["tree"]!.AsArray();
        var files = new Dictionary<string, (string, string)>();
        foreach (var entry in entries.Where(e => e!["type"]!.ToString() == "blob"))
        {
            var blob = await GetAsync($"{root}/blobs/{entry!["sha"]}");
            var content = Encoding.UTF8.GetString(
                Convert.FromBase64String(blob["content"]!.ToString().ReplaceLineEndings("")));
            files[entry["path"]!.ToString()] = (entry["mode"]!.ToString(), content);
        }

        return files;
    }

    public Task<JsonObject> CommitInfoAsync(string repository, string commit) =>
        GetAsync($"repos/{Owner}/{repository}/git/commits/{commit}");

    public void Dispose() => _http.Dispose();

    private async Task<JsonObject> GetAsync(string path) => (await _http.GetFromJsonAsync<JsonObject>(path))!;

    private async Task<JsonObject> SendAsync(HttpMethod method, string path, JsonObject body)
    {
        using var request = new HttpRequestMessage(method, path) { Content = JsonContent.Create(body) };
        using var response = await _http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{method} {path}: {(int)response.StatusCode} {text}");
        return JsonNode.Parse(text)!.AsObject();
    }
}
