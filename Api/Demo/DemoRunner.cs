using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using OpsFlow.Activities.ErrorAnalysis.Notifications;
using OpsFlow.Infrastructure.Slack;
using OpsFlow.Platform.Events;
using OpsFlow.Platform.Settings;
using OpsFlow.Records.ErrorAnalysis;
using OpsFlow.Records.ErrorAnalysis.Servers;

namespace OpsFlow.Api.Demo;

/// <summary>
/// The main job without a person: a real repository with a real bug, the error posted over HTTP, the analysis followed, the
/// approval sent as Slack would, the branch looked for on the remote. Each step may be repeated, so a killed run goes on.
/// </summary>
internal sealed class DemoRunner : IDisposable
{
    private const string Approver = "U0DEMO";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly IServiceProvider _services;
    private readonly TextWriter _output;
    private readonly HttpClient _http;
    private readonly string _folder;
    private readonly string _stateFile;
    private readonly long _startedAt = Stopwatch.GetTimestamp();

    public DemoRunner(IServiceProvider services, Uri url, OpsFlowSettings settings, TextWriter output)
    {
        _services = services;
        _output = output;
        _http = new HttpClient { BaseAddress = url };
        _folder = Path.Combine(settings.DataFolder, "demo");
        _stateFile = Path.Combine(_folder, "state.json");
    }

    /// <summary>Whether an earlier process began a demonstration and did not end it.</summary>
    public bool IsUnfinished => DemoState.Load(_stateFile) is { IsDone: false };

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    /// <summary>Runs the demonstration, or goes on with an unfinished one.</summary>
    /// <returns>0 if the fix is on the remote's branch.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            var state = DemoState.Load(_stateFile) switch
            {
                null => new DemoState().Save(_stateFile),
                { IsDone: true } last => new DemoState { Number = last.Number + 1 }.Save(_stateFile),
                var unfinished => unfinished,
            };
            if (state.StackTrace is not null)
            {
                Say($"going on with demonstration {state.Number}");
            }

            var repository = new DemoRepository(Path.Combine(_folder, $"{state.Number}"));
            await repository.EnsureAsync(cancellationToken);
            Say($"repository {repository.Remote} with a program that has a bug");
            if (state.StackTrace is null)
            {
                state = (state with { StackTrace = await repository.CrashAsync(cancellationToken) }).Save(_stateFile);
            }

            Say("the program was run and crashed:");
            foreach (var line in state.StackTrace!.Split('\n').Take(3))
            {
                await _output.WriteLineAsync($"             {line.TrimEnd()}");
            }

            var server = await RegisterAsync(state, repository, cancellationToken);
            var id = await ReportAsync(state, server, cancellationToken);
            state = (state with { AnalysisId = id }).Save(_stateFile);
            Say($"the error was posted: analysis {id}");
            await FollowAsync(id, cancellationToken);
            await CheckRemoteAsync(id, repository, cancellationToken);
            (state with { IsDone = true }).Save(_stateFile);
            Say("demonstration passed");
            return 0;
        }
        catch (Exception e) when (e is DemoException or HttpRequestException or SocketException or TimeoutException)
        {
            Say($"demonstration FAILED: {e.Message}");
            return 1;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            Say("demonstration interrupted; the next start goes on with it");
            return 130;
        }
    }

    private async Task<string> RegisterAsync(DemoState state, DemoRepository repository, CancellationToken token)
    {
        var servers = _services.GetRequiredService<ServerStore>();
        var name = state.Server;
        var server = new ServerRecord
        {
            Id = name,
            Name = name,
            Hosts = ["127.0.0.1"],
            RepositoryUrl = repository.Remote,
            Branch = DemoRepository.Branch,
            Approvers = [Approver],
            TestCommand = DemoProject.TestCommand,
            Language = "csharp",
        };
        await servers.SaveAsync(server, token);
        _services.GetRequiredService<ServerDirectory>().Invalidate();
        return name;
    }

    private async Task<string> ReportAsync(DemoState state, string server, CancellationToken token)
    {
        var first = state.StackTrace!.Split('\n')[0].Trim();
        var (type, message) = DemoRepository.SplitHeader(first);
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/v1/webhook/error")
        {
            Content = JsonContent.Create(new
            {
                serverName = server,
                serverIp = "127.0.0.1",
                errorType = type,
                message,
                requestMethod = "GET",
                requestUrl = "/orders/4711/average",
                stackTrace = state.StackTrace,
            }),
        };
        // The same report after a restart is the same analysis.
        request.Headers.Add("Idempotency-Key", server);
        var answer = await SendAsync(request, token);
        return answer["analysisId"]?.ToString() ?? throw new DemoException($"the webhook answered {answer.ToJsonString()}");
    }

    private async Task FollowAsync(string id, CancellationToken token)
    {
        var events = _services.GetRequiredService<EventStore>();
        var analyses = _services.GetRequiredService<AnalysisStore>();
        var stream = AnalysisStore.StreamOf(id);
        var after = 0L;
        var deadline = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(deadline) < Patience)
        {
            foreach (var e in await events.WaitAsync(stream, after, TimeSpan.FromSeconds(2), token))
            {
                after = e.Seq;
                Show(e);
            }

            var record = await analyses.FindAsync(id, token) ?? throw new DemoException("the record is gone");
            if (record.State == "AwaitingApproval")
            {
                await ApproveAsync(record, token);
            }
            else if (AnalysisStore.IsFinal(record.State) && after == await events.LastAsync(stream, token))
            {
                return;
            }
        }

        throw new DemoException($"nothing final after {Patience.TotalMinutes} minutes; see the console for where it stands");
    }

    private async Task ApproveAsync(AnalysisRecord record, CancellationToken token)
    {
        var payload = new JsonObject
        {
            ["type"] = "block_actions",
            ["user"] = new JsonObject { ["id"] = Approver, ["username"] = "demo" },
            ["actions"] = new JsonArray(new JsonObject
            {
                ["action_id"] = SlackAnalysisMessage.ApproveAction,
                ["value"] = $"{record.Id}:{record.PatchHash}",
            }),
        };
        var body = Encoding.UTF8.GetBytes("payload=" + Uri.EscapeDataString(payload.ToJsonString()));
        var timestamp = DateTimeOffset.UtcNow.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var secret = _services.GetRequiredService<SlackOptions>().SigningSecret!;
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/v1/slack/actions")
        {
            Content = new ByteArrayContent(body),
        };
        request.Content.Headers.ContentType = new("application/x-www-form-urlencoded");
        request.Headers.Add("X-Slack-Request-Timestamp", timestamp);
        request.Headers.Add("X-Slack-Signature", SlackSignature.Sign(secret, timestamp, body));
        var answer = await SendAsync(request, token);
        if (answer["status"]?.ToString() == "accepted")
        {
            Say("approved by a signed Slack request");
        }
    }

    private async Task CheckRemoteAsync(string id, DemoRepository repository, CancellationToken token)
    {
        var record = await _services.GetRequiredService<AnalysisStore>().FindAsync(id, token);
        if (record is not { State: "Published", FixBranch: { } branch, FixCommit: { } commit })
        {
            await ShowTestAsync(record);
            throw new DemoException($"the analysis is {record?.State}: {record?.Detail}");
        }

        var verification = JsonNode.Parse(record.Verification ?? "{}");
        if (verification?["outcome"]?.ToString() != "Proven")
        {
            throw new DemoException($"the test command did not prove the fix: {record.Verification}");
        }

        var (head, count, diff) = await repository.ReadBranchAsync(branch, token);
        if (head != commit || count != 1)
        {
            throw new DemoException($"the remote's {branch} is {head} with {count} commits, not {commit} with one");
        }

        Say($"the remote has {branch}, one commit {commit[..8]}:");
        foreach (var line in diff.Split('\n').Where(l => l.StartsWith('+') || l.StartsWith('-')))
        {
            await _output.WriteLineAsync($"             {line.TrimEnd()}");
        }
    }

    // Why a fix was refused is in what the test command printed.
    private async Task ShowTestAsync(AnalysisRecord? record)
    {
        var verification = JsonNode.Parse(record?.Verification ?? "{}");
        foreach (var (title, output) in new[] { ("without", "redOutput"), ("with", "greenOutput") })
        {
            var lines = (verification?[output]?.ToString() ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries);
            if (lines.Length > 0)
            {
                Say($"the test command {title} the fix printed at its end:");
                foreach (var line in lines.TakeLast(10))
                {
                    await _output.WriteLineAsync($"             {line.TrimEnd()}");
                }
            }
        }
    }

    private async Task<JsonObject> SendAsync(HttpRequestMessage request, CancellationToken token)
    {
        using var response = await _http.SendAsync(request, token);
        var text = await response.Content.ReadAsStringAsync(token);
        return response.IsSuccessStatusCode && JsonNode.Parse(text) is JsonObject json
            ? json
            : throw new DemoException($"{request.RequestUri} answered {(int)response.StatusCode} {text}");
    }

    private void Show(LiveEvent e)
    {
        var data = JsonSerializer.Deserialize<JsonObject>(e.Data)!;
        var detail = data["detail"]?.ToString();
        Say(e.Kind switch
        {
            "state" => $"{data["state"]}{(string.IsNullOrEmpty(detail) ? "" : $" ({detail})")}",
            "progress" => $"  {data["text"]}",
            _ => e.Kind,
        });
    }

    private void Say(string text) => _output.WriteLine(string.Create(
        CultureInfo.InvariantCulture, $"[{Stopwatch.GetElapsedTime(_startedAt).TotalSeconds,6:0.00} s]  {text}"));
}
