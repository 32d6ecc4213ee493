using System.Net.ServerSentEvents;
using System.Text.Json.Nodes;

namespace OpsFlow.Samples.Demo;

/// <summary>
/// A real repository with a real bug, the error posted, the analysis followed, the approval sent as Slack would, the
/// branch looked for on the remote. Each step may be repeated, so a killed run goes on.
/// </summary>
internal sealed class ErrorDemo(DemoOptions options, DemoOutput output)
{
    private const string Approver = "U0DEMO";
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(5);

    private readonly string _stateFile = Path.Combine(options.Folder, "state.json");

    /// <summary>Runs the demonstration, or goes on with an unfinished one.</summary>
    /// <exception cref="DemoException">The approved fix is not on the remote's branch, exactly once.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var state = DemoState.LoadOrBegin(_stateFile);
        await using var api = ApiProcess.Start(options, AdminKey(state), SlackSecret(state), output);
        using var client = new OpsFlowClient(await api.UrlAsync(cancellationToken), AdminKey(state));
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            await RunAsync(state, client, () => api.HasExited, patience);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new DemoException(
                $"nothing new for {s_patience.TotalMinutes} minutes; see the console for where it stands");
        }
    }

    private async Task RunAsync(
        DemoState state, OpsFlowClient client, Func<bool> isGone, CancellationTokenSource patience)
    {
        var token = patience.Token;
        patience.CancelAfter(s_patience);
        if (state.StackTrace is not null)
        {
            output.Say($"going on with demonstration {state.Number}");
        }

        var repository = new DemoRepository(Path.Combine(options.Folder, $"{state.Number}"));
        await repository.EnsureAsync(token);
        output.Say($"repository {repository.Remote} with a program that has a bug");
        if (state.StackTrace is null)
        {
            state = (state with { StackTrace = await repository.CrashAsync(token) }).Save(_stateFile);
        }

        output.Say("the program was run and crashed:");
        output.Quote(state.StackTrace!.Split('\n').Take(3));
        await client.RegisterAsync(Server(state, repository), token);
        var id = await client.ReportAsync(Report(state), state.Server, token);
        output.Say($"the error was posted: analysis {id}");
        await foreach (var e in client.EventsAsync($"analyses/{id}", isGone, token))
        {
            patience.CancelAfter(s_patience);
            var data = JsonNode.Parse(e.Data)!;
            Show(e, data);
            if (data["state"]?.ToString() == "AwaitingApproval")
            {
                state = await ApproveAsync(state, client, id, token);
            }
        }

        try
        {
            await CheckAsync(state, await client.AnalysisAsync(id, token), repository, token);
        }
        catch (DemoException)
        {
            // What is final stays wrong: the next demonstration is a new one.
            (state with { IsDone = true }).Save(_stateFile);
            throw;
        }

        (state with { IsDone = true }).Save(_stateFile);
    }

    private static JsonObject Server(DemoState state, DemoRepository repository) => new()
    {
        ["name"] = state.Server,
        ["hosts"] = new JsonArray("127.0.0.1"),
        ["repositoryUrl"] = repository.Remote,
        ["branch"] = DemoRepository.Branch,
        ["approvers"] = new JsonArray(Approver),
        ["testCommand"] = DemoProject.TestCommand,
        ["language"] = "csharp",
    };

    private static JsonObject Report(DemoState state)
    {
        var (type, message) = DemoRepository.SplitHeader(state.StackTrace!.Split('\n')[0].Trim());
        return new()
        {
            ["serverName"] = state.Server,
            ["serverIp"] = "127.0.0.1",
            ["errorType"] = type,
            ["message"] = message,
            ["requestMethod"] = "GET",
            ["requestUrl"] = "/orders/4711/total",
            ["stackTrace"] = state.StackTrace,
        };
    }

    private string AdminKey(DemoState state) => options.AdminKey ?? state.AdminKey;

    private string SlackSecret(DemoState state) => options.SlackSigningSecret ?? state.SlackSigningSecret;

    private async Task<DemoState> ApproveAsync(
        DemoState state, OpsFlowClient client, string id, CancellationToken token)
    {
        var analysis = await client.AnalysisAsync(id, token);
        // The event may be one that is shown again, after the decision.
        if (analysis["state"]?.ToString() != "AwaitingApproval")
        {
            return state;
        }

        state = (state with { ApprovedDiff = Diff(analysis) }).Save(_stateFile);
        var hash = analysis["patchHash"]!.ToString();
        var answer = await client.SendAsync(() => SlackClick.Approve(SlackSecret(state), Approver, id, hash), token);
        output.Say(answer["status"]?.ToString() == "accepted"
            ? "approved by a signed Slack request"
            : $"the approval was answered with {answer.ToJsonString()}");
        return state;
    }

    private async Task CheckAsync(
        DemoState state, JsonObject analysis, DemoRepository repository, CancellationToken token)
    {
        if (analysis["state"]?.ToString() != "Published"
            || analysis["fixBranch"]?.ToString() is not { } branch
            || analysis["fixCommit"]?.ToString() is not { } commit)
        {
            ShowTest(analysis);
            throw new DemoException($"the analysis is {analysis["state"]}: {analysis["detail"]}");
        }

        if (analysis["verification"]?["outcome"]?.ToString() != "Proven")
        {
            throw new DemoException(
                $"the test command did not prove the fix: {analysis["verification"]?.ToJsonString()}");
        }

        // Somebody else may have approved it, in the console.
        var diff = await repository.CheckFixAsync(branch, commit, state.ApprovedDiff ?? Diff(analysis), token);
        output.Say($"the remote has {branch}, one commit {commit[..8]}:");
        output.Quote(diff.Split('\n').Where(l => l.StartsWith('+') || l.StartsWith('-')));
    }

    private static string Diff(JsonObject analysis) =>
        analysis["patch"]?["diff"]?.ToString() ?? throw new DemoException("the analysis has no patch");

    // Why a fix was refused is in what the test command printed.
    private void ShowTest(JsonObject analysis)
    {
        foreach (var (title, name) in new[] { ("without", "redOutput"), ("with", "greenOutput") })
        {
            var text = analysis["verification"]?[name]?.ToString() ?? "";
            var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            if (lines.Length > 0)
            {
                output.Say($"the test command {title} the fix printed at its end:");
                output.Quote(lines.TakeLast(10));
            }
        }
    }

    private void Show(SseItem<string> e, JsonNode data)
    {
        var detail = data["detail"]?.ToString();
        output.Say(e.EventType switch
        {
            "state" => $"{data["state"]}{(string.IsNullOrEmpty(detail) ? "" : $" ({detail})")}",
            "progress" => $"  {data["text"]}",
            _ => e.EventType,
        });
    }
}
