namespace OpsFlow.Scenarios.Support;

/// <summary>A registered server with its repository on a plain remote and on GitHub, and its channel.</summary>
public sealed class Shop : IDisposable
{
    public const string Approver = "U0APPROVER";

    private readonly TempFolder _folder = new();
    private readonly EmulatorProcess _emulators;

    private Shop(EmulatorProcess emulators) => _emulators = emulators;

    public string Name { get; } = $"shop-{Guid.NewGuid().ToString("n")[..10]}";

    public GitRemote Remote { get; private set; } = null!;

    public string Channel { get; private set; } = null!;

    public string ServerId { get; private set; } = null!;

    public string StackTrace { get; private set; } = null!;

    public static async Task<Shop> CreateAsync(
        EmulatorProcess emulators, OpsFlowApi api, bool onGitHub = true, Action<JsonObject>? change =
            null, params string[] executable)
    {
        var shop = new Shop(emulators);
        shop.Remote = await GitRemote.CreateAsync(shop._folder.Path, ShopProject.Files);
        shop.Channel = await emulators.Slack.CreateChannelAsync(shop.Name);
        var server = new JsonObject
        {
            ["name"] = shop.Name,
            ["hosts"] = new JsonArray("127.0.0.1"),
            ["repositoryUrl"] = shop.Remote.Url,
            ["branch"] = "main",
            ["slackChannel"] = shop.Channel,
            ["approvers"] = new JsonArray(Approver),
            ["testCommand"] = ShopProject.TestCommand,
            ["language"] = "python",
        };
        if (onGitHub)
        {
            await emulators.GitHub.CreateRepositoryAsync(shop.Name);
            await emulators.GitHub.CommitAsync(shop.Name, ShopProject.Files, "Import", executable);
            server["gitHubRepository"] = $"{EmulatedGitHub.Owner}/{shop.Name}";
            server["token"] = EmulatedGitHub.Token;
        }

        change?.Invoke(server);
        shop.ServerId = await api.RegisterAsync(server);
        var (exitCode, _, error) = await Tool.TryRunAsync("python3", ["app.py"], shop.Remote.Clone);
        Assert.NotEqual(0, exitCode);
        shop.StackTrace = error.Trim();
        return shop;
    }

    /// <summary>The program's own crash as a report.</summary>
    public JsonObject Error() => new()
    {
        ["serverName"] = Name,
        ["serverIp"] = "127.0.0.1",
        ["errorType"] = "RuntimeError",
        ["message"] = "dictionary changed size during iteration",
        ["requestMethod"] = "GET",
        ["requestUrl"] = "/orders/4711/stock",
        ["stackTrace"] = StackTrace,
    };

    public Task<IReadOnlyList<JsonObject>> MessagesAsync() => _emulators.Slack.MessagesAsync(Channel);

    public async Task<JsonObject> SingleMessageAsync() => Assert.Single(await MessagesAsync());

    public async Task<IReadOnlyList<string>> FixBranchesAsync() =>
        [.. (await _emulators.GitHub.BranchesAsync(Name)).Keys.Where(b => b != "main")];

    public Task<IReadOnlyList<JsonObject>> PullsAsync() => _emulators.GitHub.PullsAsync(Name);

    public SlackClick Approve(JsonObject analysis) =>
        new("opsflow_approve", $"{analysis["id"]}:{analysis["patchHash"]}", Approver);

    /// <summary>Pushes to both repositories.</summary>
    public async Task PushAsync(IReadOnlyDictionary<string, string> files, string message, bool onGitHub = true)
    {
        await Remote.CommitAsync(files, message);
        if (onGitHub)
        {
            await _emulators.GitHub.CommitAsync(Name, files, message);
        }
    }

    public void Dispose() => _folder.Dispose();
}
