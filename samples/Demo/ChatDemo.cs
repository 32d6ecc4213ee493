using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using OpsFlow.Samples.ModelServer;

namespace OpsFlow.Samples.Demo;

/// <summary>
/// A conversation through HTTP with a scripted model and a calendar: a question of two parts, a draft that is booked
/// once, an answer that is stopped, and one whose server is killed while it streams.
/// </summary>
internal sealed class ChatDemo(DemoOptions options, DemoOutput output)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(5);
    private static readonly string s_story = string.Join(
        ' ', Enumerable.Range(1, 90).Select(i => $"{i}번째 이야기가 이어집니다,"));

    private readonly string _session = $"demo-{Guid.NewGuid():N}";

    /// <summary>Runs the demonstration.</summary>
    /// <exception cref="DemoException">Something is missing, or there twice.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var state = DemoState.LoadOrBegin(Path.Combine(options.Folder, "state.json"));
        var adminKey = options.AdminKey ?? state.AdminKey;
        await using var calendar = await DemoCalendar.StartAsync();
        await using var model = await ModelServerHost.StartAsync(Script());
        var settings = new Dictionary<string, string>
        {
            ["OPSFLOW_LLM_URL"] = $"{model.Endpoint}", ["OPSFLOW_LLM_MODEL"] = "scripted-1",
            ["OPSFLOW_CALDAV_URL"] = $"{calendar.Url}",
        };
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(s_patience);
        var token = patience.Token;
        var api = ApiProcess.Start(options, adminKey, state.SlackSigningSecret, output, settings);
        try
        {
            using (var client = new OpsFlowClient(await api.UrlAsync(token), adminKey))
            {
                await AskTwoThingsAsync(client, token);
                await BookAsync(client, calendar, token);
                await StopAsync(client, model, token);
            }

            string job;
            using (var client = new OpsFlowClient(await api.UrlAsync(token), adminKey))
            {
                job = await SayAsync(client, "이야기를 처음부터 끝까지 들려줘", token);
                while ((await TurnAsync(client, job, token))["written"]!.ToString().Length == 0)
                {
                    await Task.Delay(50, token);
                }
            }

            await api.KillAsync();
            await api.DisposeAsync();
            output.Say("the server was killed while it streamed; it is started again");
            api = ApiProcess.Start(options, adminKey, state.SlackSigningSecret, output, settings);
            using var again = new OpsFlowClient(await api.UrlAsync(token), adminKey);
            var (kind, text) = await FollowAsync(again, job, token);
            Expect(kind == "done" && text == s_story, $"the answer after the kill is '{text}' ({kind})");
            output.Say("  the answer is whole, and there once");
            await CheckAsync(again, calendar, token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new DemoException($"the conversation took longer than {s_patience.TotalMinutes} minutes");
        }
        finally
        {
            await api.DisposeAsync();
        }
    }

    private static ModelScript Script() => new()
    {
        Rules =
        [
            new()
            {
                Use = "classify", Contains = "You decide what a message asks for",
                Texts = ["""{"action":"route","intents":[],"confidence":0.9}"""],
            },
            new() { Use = "story", Contains = "이야기를", Texts = [s_story], PieceMs = 60 },
            new()
            {
                Use = "answer", PieceMs = 30,
                Texts = ["투명 페트병은 내용물을 비우고 라벨을 떼어 플라스틱으로 내놓아요. 가까운 재활용센터는 마포 재활용센터예요."],
            },
        ],
    };

    private static void Expect(bool isSo, string otherwise)
    {
        if (!isSo)
        {
            throw new DemoException(otherwise);
        }
    }

    private static Task<JsonObject> TurnAsync(OpsFlowClient client, string job, CancellationToken token) =>
        client.SendAsync(() => new(HttpMethod.Get, $"api/v1/chat/jobs/{job}"), token);

    private async Task AskTwoThingsAsync(OpsFlowClient client, CancellationToken token)
    {
        var job = await SayAsync(client, "투명 페트병 어떻게 버려? 그리고 마포구 근처 재활용센터도 알려줘", token);
        var (kind, text) = await FollowAsync(client, job, token);
        var turn = await TurnAsync(client, job, token);
        var nodes = turn["nodes"]!.AsArray().Select(n => n!["node"]!.ToString()).ToList();
        Expect(kind == "done" && nodes.Contains("waste_rag")
            && nodes.Contains("location"), $"asked were {string.Join(", ", nodes)}");
        Expect(turn["grade"]?["grade"] is not null, "the answer is not graded");
        output.Say($"  graded {turn["grade"]!["grade"]} ({turn["grade"]!["score"]!.GetValue<double>():0.0}); "
            + $"{text.Length} characters");
    }

    private async Task BookAsync(OpsFlowClient client, DemoCalendar calendar, CancellationToken token)
    {
        await FollowAsync(client, await SayAsync(client, "내일 오후 3시에 치과 약속 잡아줘", token), token);
        Expect(calendar.Entries.Count == 0, "a draft was booked without a yes");
        await FollowAsync(client, await SayAsync(client, "네!", token), token);
        await FollowAsync(client, await SayAsync(client, "네!", token), token);
        Expect(calendar.Entries.Count(e => e.Contains("SUMMARY:치과", StringComparison.Ordinal)) == 1,
            "the entry is not in the calendar once");
        output.Say("  the calendar has it once");
    }

    private async Task StopAsync(OpsFlowClient client, ModelServerHost model, CancellationToken token)
    {
        var job = await SayAsync(client, "이야기를 길게 들려줘", token);
        while ((await TurnAsync(client, job, token))["written"]!.ToString().Length == 0)
        {
            await Task.Delay(50, token);
        }

        var began = TimeProvider.System.GetTimestamp();
        await client.SendAsync(() => new(HttpMethod.Post, $"api/v1/chat/jobs/{job}/cancel"), token);
        while (model.Active > 0)
        {
            await Task.Delay(10, token);
        }

        output.Say($"  stopped: the model's call was gone after "
            + $"{TimeProvider.System.GetElapsedTime(began).TotalSeconds:0.00} s");
        var (kind, text) = await FollowAsync(client, job, token);
        Expect(kind == "cancelled" && text.Length > 0
            && s_story.StartsWith(text, StringComparison.Ordinal), $"it ended {kind} with '{text}'");
    }

    // Each message and each answer, in order and once.
    private async Task CheckAsync(OpsFlowClient client, DemoCalendar calendar, CancellationToken token)
    {
        var list =
            await client.SendAsync(() => new(HttpMethod.Get, $"api/v1/chat/{_session}/messages?limit=100"), token);
        var roles = list["items"]!.AsArray().Select(m => m!["role"]!.ToString()).Reverse().ToList();
        Expect(
            roles.SequenceEqual(Enumerable.Range(0, 6).SelectMany(_ => new[] { "user", "assistant" })),
            $"the conversation has {string.Join(", ", roles)}");
        Expect(calendar.Entries.Count == 1, $"the calendar has {calendar.Entries.Count} entries");
        output.Say("six messages, six answers, each once; one entry in the calendar");
    }

    private async Task<string> SayAsync(OpsFlowClient client, string message, CancellationToken token)
    {
        output.Say($"> {message}");
        var clientId = Guid.NewGuid().ToString("n");
        var answer = await client.SendAsync(
            () => new(HttpMethod.Post, $"api/v1/chat/{_session}/messages")
            {
                Content = JsonContent.Create(new JsonObject { ["clientId"] = clientId, ["message"] = message }),
            },
            token);
        return answer["jobId"]!.ToString();
    }

    private async Task<(string Kind, string Text)> FollowAsync(
        OpsFlowClient client, string job, CancellationToken token)
    {
        var (last, text) = ("", new StringBuilder());
        await foreach (var e in client.EventsAsync($"chat/jobs/{job}", () => false, token))
        {
            var data = JsonNode.Parse(e.Data)!;
            last = e.EventType;
            switch (e.EventType)
            {
                case "token":
                    text.Append(data["text"]);
                    break;
                case "reset":
                    text.Clear();
                    output.Say("  reset: what was written is taken back");
                    break;
                case "intent":
                    output.Say($"  intent: {data["action"]} {data["intents"]?.ToJsonString()} "
                        + $"{data["tools"]?.ToJsonString()}");
                    break;
                case "node_start" or "node_end":
                    output.Say($"  {e.EventType} {data["node"]} {data["status"]}".TrimEnd());
                    break;
            }
        }

        output.Quote(text.ToString().Split('\n').Select(l => l.Length > 100 ? l[..100] + "…" : l));
        return (last, text.ToString());
    }
}
