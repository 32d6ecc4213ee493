using System.Diagnostics;
using System.Net;
using OpsFlow.Samples.Demo;
using OpsFlow.Samples.ModelServer;
using OpsFlow.Workflows.ChatTurn;

namespace OpsFlow.Api.Tests.ChatTurn;

/// <summary>Turns with a scripted model and a calendar: streamed, resumed, stopped, killed, booked once.</summary>
public sealed class ChatWithModelTests : IAsyncLifetime
{
    private const string Classify = "You decide what a message asks for";

    private static readonly string s_long = string.Join(' ', Enumerable.Range(1, 120).Select(i => $"w{i}"));

    private readonly string _session = Guid.NewGuid().ToString("n");
    private readonly TempFolder _data = new();
    private ModelServerHost _model = null!;
    private DemoCalendar _calendar = null!;
    private AppProcess _app = null!;

    private HttpClient Http => _app.Http;

    private Dictionary<string, string> Settings => new()
    {
        ["OPSFLOW_LLM_URL"] = $"{_model.Endpoint}", ["OPSFLOW_LLM_MODEL"] = "scripted-1",
        ["OPSFLOW_LLM_PRICE"] = "2/10",
        ["OPSFLOW_API_RATE"] = "0", ["OPSFLOW_TEMPORAL_PORT"] = "0", ["OPSFLOW_CALDAV_URL"] = $"{_calendar.Url}",
    };

    public async Task InitializeAsync()
    {
        _calendar = await DemoCalendar.StartAsync();
        _model = await ModelServerHost.StartAsync(new()
        {
            KeepsPrompts = true,
            Rules =
            [
                new()
                {
                    Use = "classify", Contains = Classify,
                    Texts = ["""{"action":"route","intents":["general"],"confidence":0.9}"""],
                },
                new()
                {
                    Use = "leak", Contains = "도구를 흘려줘",
                    Texts = ["""네, 할게요. {"action":"tools","tool":"email","operation":"search"} 끝"""],
                },
                new() { Use = "empty", Contains = "아무 말도", Texts = [" "] },
                new() { Use = "long", Contains = "길게", Texts = [s_long], PieceMs = 40 },
                new() { Use = "answer", Texts = ["짧은 답이에요 👍🏽 끝."] },
            ],
        });
        _app = await AppProcess.StartAsync(_data.Path, Settings);
    }

    public async Task DisposeAsync()
    {
        await _app.DisposeAsync();
        await _model.DisposeAsync();
        await _calendar.DisposeAsync();
        _data.Dispose();
    }

    [Fact]
    public async Task Ask_LongAnswer_StreamsResumesAndIsStoredAsShown()
    {
        var job = await Http.SayAsync(_session, "길게 설명해줘");
        var events = await Http.TurnEventsAsync(job);

        var tokens = events.Where(e => e.Kind == "token").ToList();
        Assert.True(tokens.Count > 20, $"{tokens.Count} pieces");
        Assert.Equal(Enumerable.Range(1000, tokens.Count), tokens.Select(t => t.Data["seq"]!.GetValue<int>()));
        Assert.Equal(s_long, events.Shown());
        Assert.Equal(s_long, events[^1].Data["message"]!.ToString());
        Assert.Equal(s_long, (await Http.MessagesAsync(_session))[0]!["content"]!.ToString());
        var middle = tokens[tokens.Count / 2].Id;
        Assert.Equal(
            events.Where(e => e.Id > middle).Select(e => e.Id),
            (await Http.TurnEventsAsync(job, middle)).Select(e => e.Id));
    }

    [Fact]
    public async Task Cancel_InMidStream_EndsTheModelsCallAndKeepsWhatWasWritten()
    {
        var job = await Http.SayAsync(_session, "길게 설명해줘");
        var canceled = false;
        var took = TimeSpan.Zero;
        var events = await Http.TurnEventsAsync(job, 0, async (kind, _) =>
        {
            if (kind == "token" && !canceled)
            {
                canceled = true;
                var asked = Stopwatch.GetTimestamp();
                using var response = await Http.PostAsync($"api/v1/chat/jobs/{job}/cancel", null);
                Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
                await Until.TrueAsync(() => Task.FromResult(_model.Active == 0), "the end of the call");
                took = Stopwatch.GetElapsedTime(asked);
            }
        });

        Assert.Equal("cancelled", events[^1].Kind);
        Assert.Single(events, e => e.Kind is "cancelled" or "done" or "error");
        // The model works on for nobody else.
        Assert.InRange(took, TimeSpan.FromTicks(1), TimeSpan.FromSeconds(LongTests.Count(60, 1)));
        var calls = await Until.NotNullAsync(
            async () => (await Http.GetFromJsonAsync<JsonObject>(
                $"api/v1/models/calls?workflowId={ChatTurnWorkflow.IdOf(job)}"))!["items"]!.AsArray() is var items
                && items.All(c => c!["outcome"]!.ToString() != "Open")
                ? items
                : null,
            "settled calls");
        // What came until then is paid for, not the longest answer that there could have been; and nothing is asked
        // afterwards.
        var stopped = Assert.Single(calls, c => c!["use"]!.ToString() == "chat-answer")!;
        Assert.Same(stopped, calls[^1]);
        Assert.Equal("Canceled", stopped["outcome"]!.ToString());
        var (prompt, written) = (stopped["inputTokens"]!.GetValue<long>(), stopped["outputTokens"]!.GetValue<long>());
        Assert.InRange(written, 1, 240);
        Assert.Equal(((prompt * 2) + (written * 10)) / 1_000_000m, stopped["amount"]!.GetValue<decimal>());
        var kept = (await Http.MessagesAsync(_session))[0]!;
        Assert.Equal(("canceled", events.Shown()), (kept["state"]!.ToString(), kept["content"]!.ToString()));
        Assert.StartsWith(kept["content"]!.ToString(), s_long);
        Assert.NotEqual(s_long, kept["content"]!.ToString());
    }

    [Fact]
    public async Task Say_WhileATurnRuns_IsRefusedClearly()
    {
        var job = await Http.SayAsync(_session, "길게 설명해줘");
        using var second = await Http.TrySayAsync(_session, "그리고 또");
        Assert.Equal(HttpStatusCode.Conflict, second.StatusCode);

        await Http.TurnEventsAsync(job);
        Assert.Equal("done", (await Http.AskAsync(_session, "짧게")).Kind);
    }

    [Fact]
    public async Task Kill_InMidStream_AnswerCompletesOnceAndOthersGoOn()
    {
        var other = Guid.NewGuid().ToString("n");
        Assert.Equal("done", (await Http.AskAsync(other, "소개를 짧게 해줘")).Kind);
        // Killed, too, between the entry in the calendar and the row that says so.
        var booking = Guid.NewGuid().ToString("n");
        await Http.AskAsync(booking, "내일 오후 3시에 치과 약속 잡아줘");
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _calendar.AnswersAfter = gate.Task;
        var booked = await Http.SayAsync(booking, "네!");
        await Until.TrueAsync(() => Task.FromResult(_calendar.Entries.Count == 1), "entry in the calendar");
        var job = await Http.SayAsync(_session, "길게 설명해줘");
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while ((await Http.GetFromJsonAsync<JsonObject>(
            $"api/v1/chat/jobs/{job}", patience.Token))!["written"]!.ToString().Length == 0)
        {
            await Task.Delay(50, patience.Token);
        }

        await _app.KillAsync();
        await _app.DisposeAsync();
        _calendar.AnswersAfter = null;
        gate.SetResult();
        _app = await AppProcess.StartAsync(_data.Path, Settings);
        var events = await Http.TurnEventsAsync(job);

        Assert.Equal("done", events[^1].Kind);
        Assert.Contains(events, e => e.Kind == "reset");
        Assert.Equal(s_long, events.Shown());
        Assert.Equal(2, (await Http.MessagesAsync(_session)).Count);

        Assert.Contains("등록했어요", (await Http.TurnEventsAsync(booked))[^1].Data["message"]!.ToString());
        Assert.Single(_calendar.Entries);

        // Whoever goes on with what was said before the end of the program is understood.
        const string followUp = "방금 그거 더 자세히";
        Assert.Equal("done", (await Http.AskAsync(other, followUp)).Kind);
        var asked = _model.Prompts.Where(p => p.Contains(followUp) && !p.Contains(Classify)).ToList();
        Assert.Contains(asked, p => p.Contains("이드") && p.IndexOf("짧은 답이에요", StringComparison.Ordinal) is var said
            && said >= 0 && said < p.LastIndexOf(followUp, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Draft_ConfirmedAtOnceAndAgain_IsBookedOnce()
    {
        var (_, drafted) = await Http.AskAsync(_session, "내일 오후 3시에 치과 약속 잡아줘");
        Assert.Contains("치과", drafted["message"]!.ToString());
        Assert.Empty(_calendar.Entries);
        Assert.True(await DraftWaitsAsync());

        // From two clients while the calendar has not answered yet: one books, the other is told that a turn runs.
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _calendar.AnswersAfter = gate.Task;
        var said = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Http.TrySayAsync(_session, "네!")));
        Assert.Equal(
            [HttpStatusCode.Accepted, HttpStatusCode.Conflict], said.Select(r => r.StatusCode).Order());
        var refused = await said.Single(r => r.StatusCode == HttpStatusCode.Conflict).Content
            .ReadFromJsonAsync<JsonObject>();
        Assert.NotEmpty(refused!["detail"]!.ToString());
        gate.SetResult();
        var accepted = await said.Single(r => r.StatusCode == HttpStatusCode.Accepted).Content
            .ReadFromJsonAsync<JsonObject>();
        var done = (await Http.TurnEventsAsync(accepted!["jobId"]!.ToString()))[^1];
        Assert.Contains("등록했어요", done.Data["message"]!.ToString());
        var entry = Assert.Single(_calendar.Entries);
        Assert.Contains("SUMMARY:치과", entry);
        Assert.False(await DraftWaitsAsync());
        await Http.AskAsync(_session, "네!");
        Assert.Single(_calendar.Entries);
        Assert.Equal(1, _calendar.Puts);
        // A model words what the calendar says; what it was told is with the node.
        var job = await Http.SayAsync(_session, "내일 일정 알려줘");
        await Http.TurnEventsAsync(job);
        var turn = await Http.GetFromJsonAsync<JsonObject>($"api/v1/chat/jobs/{job}");
        Assert.Contains("15:00~16:00 치과", turn!["nodes"]![0]!["summary"]!.ToString());
        Assert.True(turn["cost"]!.GetValue<decimal>() > 0);
        Assert.Equal(_session, turn["sessionId"]!.ToString());
    }

    [Fact]
    public async Task Draft_Refused_IsGone()
    {
        await Http.AskAsync(_session, "내일 오후 3시에 치과 약속 잡아줘");
        Assert.Contains("취소했어", (await Http.AskAsync(_session, "취소")).Data["message"]!.ToString());
        await Http.AskAsync(_session, "확인");

        Assert.Empty(_calendar.Entries);
    }

    [Fact]
    public async Task Ask_CallOfAToolInTheText_IsNotShown()
    {
        var (_, data) = await Http.AskAsync(_session, "도구를 흘려줘");

        Assert.DoesNotContain("{", data["message"]!.ToString());
        Assert.StartsWith("네, 할게요.", data["message"]!.ToString());
    }

    [Fact]
    public async Task Ask_ModelThatSaysNothing_EndsWithAWord() => Assert.Contains(
        "응답을 받지 못했습니다", (await Http.AskAsync(_session, "아무 말도 하지 말아봐 사과는 뭐야")).Data["message"]!.ToString());

    private async Task<bool> DraftWaitsAsync() =>
        (await Http.GetFromJsonAsync<JsonObject>($"api/v1/chat/{_session}/messages"))!["draftWaits"]!.GetValue<bool>();
}
