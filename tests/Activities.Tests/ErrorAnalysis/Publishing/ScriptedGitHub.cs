using System.Net;
using System.Text.Json.Nodes;

namespace OpsFlow.Activities.Tests.ErrorAnalysis.Publishing;

/// <summary>The part of GitHub that publishing uses, in memory, failing where it is told to.</summary>
internal sealed class ScriptedGitHub : HttpMessageHandler, IHttpMessageHandlerFactory
{
    private const string Root = "/repos/team/web/";

    private readonly Dictionary<string, (string Tree, string Parent, string Message)> _commits = [];
    private readonly Dictionary<string, string> _trees = [];
    private readonly Dictionary<string, string> _blobs = [];
    private int _commitNumber;

    public ScriptedGitHub(string head) => AddCommit(head, "tree-0", "", "base");

    public Dictionary<string, string> Branches { get; } = [];

    public List<JsonObject> Pulls { get; } = [];

    public string DefaultBranch { get; set; } = "trunk";

    /// <summary>Answers a call instead; null lets it pass.</summary>
    public Func<string, HttpResponseMessage?> Before { get; set; } = _ => null;

    /// <summary>Answers a call after it had its effect, as if the answer was lost; null gives the right one.</summary>
    public Func<string, HttpResponseMessage?> After { get; set; } = _ => null;

    public List<string> Calls { get; } = [];

    /// <summary>What the last commit was sent with.</summary>
    public JsonObject? SentCommit { get; private set; }

    public HttpMessageHandler CreateHandler(string name) => this;

    public string AddCommit(string sha, string tree, string parent, string message)
    {
        _commits[sha] = (tree, parent, message);
        return sha;
    }

    /// <summary>The file's content at the head of a branch.</summary>
    public string ContentOf(string branch) => _blobs[_trees[_commits[Branches[branch]].Tree]];

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var path = request.RequestUri!.AbsolutePath;
        path = path.StartsWith(Root, StringComparison.Ordinal) ? path[Root.Length..] : "";
        var call = $"{request.Method} {path}";
        Calls.Add(call);
        if (Before(call) is { } instead)
        {
            return instead;
        }

        var body = request.Content is null
            ? null
            : JsonNode.Parse(await request.Content.ReadAsStringAsync(cancellationToken)) as JsonObject;
        var (status, answer) = Answer(request.Method, path, body);
        return After(call)
            ?? ScriptedHandler.Json((HttpStatusCode)status, answer?.ToJsonString() ?? """{"message":"Not Found"}""");
    }

    private (int Status, JsonNode? Answer) Answer(HttpMethod method, string path, JsonObject? body)
    {
        if (method == HttpMethod.Get)
        {
            return Found(path) is { } found ? (200, found) : (404, null);
        }

        return path switch
        {
            "git/blobs" => (201, Sha(Keep(_blobs, "blob", body!["content"]!.ToString()))),
            "git/trees" => (201, Sha(Keep(_trees, "tree", body!["tree"]![0]!["sha"]!.ToString()))),
            "git/commits" => (201, Sha(Commit(body!))),
            "git/refs" => Refer(body!),
            "pulls" => Pull(body!),
            _ => (200, new JsonArray()),
        };
    }

    private JsonNode? Found(string path) => path switch
    {
        "" => new JsonObject { ["default_branch"] = DefaultBranch },
        "pulls" => new JsonArray([.. Pulls.Select(p => p.DeepClone())]),
        _ when path.StartsWith("git/ref/heads/", StringComparison.Ordinal) =>
            Branches.GetValueOrDefault(Uri.UnescapeDataString(path[14..])) is { } sha
                ? new JsonObject { ["object"] = Sha(sha) } : null,
        _ when path.StartsWith("git/commits/", StringComparison.Ordinal) =>
            _commits.TryGetValue(path[12..], out var commit)
                ? new JsonObject
                {
                    ["sha"] = path[12..],
                    ["tree"] = Sha(commit.Tree),
                    ["parents"] = new JsonArray(Sha(commit.Parent)),
                }
                : null,
        _ when path.StartsWith("git/trees/", StringComparison.Ordinal) =>
            new JsonObject { ["tree"] = new JsonArray(), ["truncated"] = false },
        _ => null,
    };

    private string Commit(JsonObject body)
    {
        SentCommit = body;
        var (tree, parent) = (body["tree"]!.ToString(), body["parents"]![0]!.ToString());
        // By its contents where they are all given; a date of GitHub's own makes each another one.
        var sha = body["author"] is null ? $"signed-{++_commitNumber}" : Hash(body.ToJsonString());
        return AddCommit(sha, tree, parent, body["message"]!.ToString());
    }

    private (int, JsonNode?) Refer(JsonObject body)
    {
        var name = body["ref"]!.ToString()["refs/heads/".Length..];
        if (Branches.ContainsKey(name))
        {
            return (422, new JsonObject { ["message"] = "Reference already exists" });
        }

        if (Branches.Keys.Any(b => name.StartsWith(b + "/", StringComparison.Ordinal)))
        {
            return (422, new JsonObject { ["message"] = "Reference update failed" });
        }

        Branches[name] = body["sha"]!.ToString();
        return (201, new JsonObject { ["object"] = Sha(Branches[name]) });
    }

    private (int, JsonNode?) Pull(JsonObject body)
    {
        var number = Pulls.Count + 1;
        Pulls.Add(new JsonObject
        {
            ["number"] = number,
            ["html_url"] = $"https://github.com/team/web/pull/{number}",
            ["title"] = body["title"]!.ToString(),
            ["body"] = body["body"]!.ToString(),
            ["head"] = new JsonObject { ["ref"] = body["head"]!.ToString() },
            ["base"] = new JsonObject { ["ref"] = body["base"]!.ToString() },
        });
        return (201, Pulls[^1].DeepClone());
    }

    private static string Keep(Dictionary<string, string> kept, string kind, string content)
    {
        var sha = $"{kind}-{Hash(content)}";
        kept[sha] = content;
        return sha;
    }

    private static string Hash(string text) => Convert.ToHexStringLower(
        System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text)))[..20];

    private static JsonObject Sha(string sha) => new() { ["sha"] = sha };
}
