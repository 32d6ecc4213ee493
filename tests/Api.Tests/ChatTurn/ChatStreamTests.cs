using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.ServerSentEvents;
using System.Text;
using OpsFlow.Workflows.ChatTurn;
using Temporalio.Client;

namespace OpsFlow.Api.Tests.ChatTurn;

/// <summary>
/// What whoever follows a turn is told: all of it, of whom it is, and its end, wherever they come from.
/// </summary>
public sealed class ChatStreamTests(ChatStreamFixture fixture, ITestOutputHelper output)
    : IClassFixture<ChatStreamFixture>
{
    private readonly string _session = Guid.NewGuid().ToString("n");

    private HttpClient Http => fixture.App.Http;

    [Fact]
    public async Task Resume_WhileTheSecondTurnIsWritten_GrowsInItsOwnMessage()
    {
        await Http.AskAsync(_session, "안녕하세요, 자기소개 해주세요");
        var first = (await Http.MessagesAsync(_session))[0]!;
        var job = await Http.SayAsync(_session, "길게 설명해줘");
        await Until.TrueAsync(async () => (await TurnAsync(job))["written"]!.ToString().Length > 0, "some text");

        // A reload: the list, then what is under way.
        var reloaded = (await Http.GetFromJsonAsync<JsonObject>($"api/v1/chat/{_session}/messages"))!;
        Assert.Equal(job, reloaded["openJobId"]!.ToString());
        Assert.Equal(["user", "assistant", "user"], reloaded["items"]!.AsArray().Select(m => m!["role"]!.ToString()));
        Assert.Equal(first.ToJsonString(), reloaded["items"]![1]!.ToJsonString());
        Assert.Equal(ChatStreamFixture.Long, (await Http.TurnEventsAsync(job)).Shown());

        var over = (await Http.GetFromJsonAsync<JsonObject>($"api/v1/chat/{_session}/messages"))!;
        Assert.Null(over["openJobId"]);
        var answers = over["items"]!.AsArray().Where(m => m!["role"]!.ToString() == "assistant").ToList();
        Assert.Equal(2, answers.Count);
        Assert.Equal(ChatStreamFixture.Long, answers[0]!["content"]!.ToString());
        Assert.Equal(first.ToJsonString(), answers[1]!.ToJsonString());
    }

    [Theory]
    [InlineData("999999")]
    [InlineData("9223372036854775807")]
    [InlineData("99999999999999999999999")]
    [InlineData("-1")]
    [InlineData("abc")]
    public async Task Follow_PlaceThatIsNoneOfTheStream_IsToldAllToTheEnd(string place)
    {
        var job = await Http.SayAsync(_session, "길게 설명해줘");
        var during = await ReadAsync(job, place);
        var after = await ReadAsync(job, place);

        Assert.Equal("done", during[^1].Kind);
        Assert.Equal(during, after);
        Assert.Equal(1, during[0].Id);
    }

    [Fact]
    public async Task Cancel_TwiceTooLateUnknownOrOfAnother_IsAnsweredClearly()
    {
        var job = await Http.SayAsync(_session, "길게 설명해줘");
        using (var other = await StrangerAsync())
        {
            Assert.Equal(HttpStatusCode.Forbidden, await CancelAsync(other, job));
            Assert.Equal(HttpStatusCode.Forbidden, await OpenAsync(other, job));
            Assert.Equal(HttpStatusCode.Forbidden, await OpenAsync(other, $"{job}/events"));
        }

        using (var viewer = await StrangerAsync("read"))
        {
            Assert.Equal(HttpStatusCode.Forbidden, await OpenAsync(viewer, job));
            Assert.Equal(HttpStatusCode.Forbidden, await OpenAsync(viewer, $"{job}/events"));
        }

        // Who looks after what failed may see this one, and no more than that.
        using (var approver = await StrangerAsync("read", "decide"))
        {
            Assert.Equal(HttpStatusCode.OK, await OpenAsync(approver, job));
            Assert.Equal(HttpStatusCode.Forbidden, await CancelAsync(approver, job));
            Assert.Empty(await approver.MessagesAsync(_session));
        }

        Assert.Equal(HttpStatusCode.Accepted, await CancelAsync(Http, job));
        Assert.Contains(await CancelAsync(Http, job), new[] { HttpStatusCode.Accepted, HttpStatusCode.Conflict });
        var events = await Http.TurnEventsAsync(job);
        Assert.Equal(HttpStatusCode.Conflict, await CancelAsync(Http, job));
        Assert.Equal(HttpStatusCode.NotFound, await CancelAsync(Http, "none"));

        Assert.Single(await Http.TurnEventsAsync(job), e => e.Kind is "done" or "error" or "cancelled");
        Assert.Equal("cancelled", events[^1].Kind);
    }

    [Fact]
    public async Task Ask_NodeThatCallsTwoToolsInARound_IsToldInOrderAndByName()
    {
        var job = await Http.SayAsync(_session, "마포구에서 소파 버리는 수수료랑 신청 방법 알려줘");
        var events = await Http.TurnEventsAsync(job);

        var of = events.Where(e => e.Data["node"]?.ToString() == "bulk_waste").ToList();
        Assert.Equal(
            ["node_start", "tool_start", "tool_start", "tool_result", "tool_result", "node_end"],
            of.Select(e => e.Kind));
        var calls = of.Where(e => e.Kind == "tool_start").Select(e => e.Data["callId"]!.ToString()).ToList();
        Assert.Equal(2, calls.Distinct().Count());
        Assert.Equal(
            calls.Order(),
            of.Where(e => e.Kind == "tool_result").Select(e => e.Data["callId"]!.ToString()).Order());
        Assert.Equal(
            ["get_collection_info", "search_fee"],
            of.Where(e => e.Kind == "tool_result").Select(e => e.Data["tool"]!.ToString()).Order());
        // Whoever comes back in the middle is told the rest of them, too.
        var middle = of[2].Id;
        Assert.Equal(
            events.Where(e => e.Id > middle).Select(e => (e.Id, e.Kind)),
            (await Http.TurnEventsAsync(job, middle)).Select(e => (e.Id, e.Kind)));
    }

    [Fact]
    public async Task Ask_ToolThatNeverAnswers_IsCutOnceAndAnsweredInWords()
    {
        var events = await Http.TurnEventsAsync(await Http.SayAsync(_session, "오늘 일정 알려줘"));

        Assert.Single(events, e => e.Kind == "tool_start");
        var result = Assert.Single(events, e => e.Kind == "tool_result").Data;
        Assert.Equal(("calendar.today", "timeout"), ($"{result["tool"]}", $"{result["error"]}"));
        Assert.Equal("TimedOut", Assert.Single(events, e => e.Kind == "node_end").Data["status"]!.ToString());
        Assert.Equal("done", events[^1].Kind);
        Assert.Contains("시간이 초과", events[^1].Data["message"]!.ToString());
        output.WriteLine($"cut after {result["milliseconds"]} ms");
        // The connection is given back, and so is the place of the step.
        await Until.TrueAsync(() => Task.FromResult(fixture.Connected == 0), "end of the connection");
        Assert.Equal("done", (await Http.AskAsync(_session, "고마워요, 정말 큰 도움이 됐어요")).Kind);
    }

    [Theory]
    [InlineData("en", "sent under this key before")]
    [InlineData("ko", "이미 다른 내용")]
    public async Task Say_OtherTextUnderTheSameId_IsRefused(string language, string words)
    {
        var client = Guid.NewGuid().ToString("n");
        var job = await Http.SayAsync(_session, "짧게 인사해줘", client);
        Assert.Equal(job, await Http.SayAsync(_session, "짧게 인사해줘", client));

        using var request = new HttpRequestMessage(HttpMethod.Post, $"api/v1/chat/{_session}/messages")
        {
            Content = JsonContent.Create(new { clientId = client, message = "다른 말" }),
            Headers = { { "Accept-Language", language } },
        };
        using var other = await Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, other.StatusCode);
        var problem = (await other.Content.ReadFromJsonAsync<JsonObject>())!;
        Assert.Equal("idempotency_mismatch", problem["code"]!.ToString());
        Assert.Contains(words, problem["title"]!.ToString(), StringComparison.Ordinal);
        await Http.TurnEventsAsync(job);
    }

    [Theory]
    [InlineData("""{"clientId":"a","message":"\uD83D"}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"clientId":"b","message":"좋아요 \uD83D\uDC4D\uD83C\uDFFD"}""", HttpStatusCode.Accepted)]
    public async Task Say_HalfOfACharacter_IsRefusedAndAWholeOneKept(string body, HttpStatusCode expected)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await Http.PostAsync($"api/v1/chat/{_session}/messages", content);

        Assert.Equal(expected, response.StatusCode);
        if (expected == HttpStatusCode.Accepted)
        {
            var job = (await response.Content.ReadFromJsonAsync<JsonObject>())!["jobId"]!.ToString();
            await Http.TurnEventsAsync(job);
            Assert.Equal("좋아요 👍🏽", (await Http.MessagesAsync(_session))[1]!["content"]!.ToString());
        }
    }

    [Fact]
    public async Task Follow_Answer_SaysThatNothingMayHoldItBack()
    {
        var job = await Http.SayAsync(_session, "짧게 인사해줘");
        using var request = new HttpRequestMessage(HttpMethod.Get, $"api/v1/chat/jobs/{job}/events");
        request.Headers.AcceptEncoding.ParseAdd("gzip, br, deflate");
        using var response = await Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);

        Assert.Equal("text/event-stream", response.Content.Headers.ContentType!.MediaType);
        Assert.True(response.Headers.CacheControl!.NoCache);
        Assert.Equal("no", Assert.Single(response.Headers.GetValues("X-Accel-Buffering")));
        Assert.All(response.Content.Headers.ContentEncoding, e => Assert.Equal("identity", e));
    }

    [Fact]
    public async Task Runs_TurnsWhoseRunsWereTerminated_AreListedRetriedAndDiscarded()
    {
        // It ends by nothing but what is done to it, however slow the machine is.
        const string message = "끝없이 설명해줘";
        var client = await TemporalClient.ConnectAsync(new($"127.0.0.1:{fixture.EnginePort}"));
        var retried = await Http.SayAsync(_session, message);
        var discarded = await Http.SayAsync(Guid.NewGuid().ToString("n"), message);
        foreach (var job in new[] { retried, discarded })
        {
            var run = client.GetWorkflowHandle(ChatTurnWorkflow.IdOf(job));
            await Until.PassesAsync(() => run.TerminateAsync("by hand"));
        }

        Assert.Equal("error", (await Http.TurnEventsAsync(retried))[^1].Kind);
        Assert.Equal("error", (await Http.TurnEventsAsync(discarded))[^1].Kind);
        var listed = (await ListedAsync(retried))!;
        Assert.Equal(
            ("failed", retried, "The run was terminated: by hand"),
            ($"{listed["state"]}", $"{listed["title"]}", $"{listed["reason"]}"));
        Assert.Equal(HttpStatusCode.OK, await ActAsync(discarded, "discard"));
        Assert.Null(await ListedAsync(discarded));
        Assert.Equal("Failed", (await TurnAsync(discarded))["status"]!.ToString());

        // One turn at a time in a conversation.
        var meanwhile = await Http.SayAsync(_session, message);
        Assert.Equal(HttpStatusCode.Conflict, await ActAsync(retried, "retry"));
        await CancelAsync(meanwhile);
        Assert.Equal(HttpStatusCode.Accepted, await ActAsync(retried, "retry"));
        var page = (await Http.GetFromJsonAsync<JsonObject>($"api/v1/chat/{_session}/messages"))!;
        Assert.Equal(2, page["items"]!.AsArray().Count(m => m!["role"]!.ToString() == "user"));
        await CancelAsync(page["openJobId"]!.ToString());
        Assert.Null(await ListedAsync(retried));
        Assert.Equal(HttpStatusCode.NotFound, await ActAsync(retried, "retry"));

        async Task CancelAsync(string job)
        {
            using var response = await Http.PostAsync($"api/v1/chat/jobs/{job}/cancel", null);
            Assert.Equal("cancelled", (await Http.TurnEventsAsync(job))[^1].Kind);
        }
    }

    // With what nginx does unless it is told otherwise: it buffers answers.
    [RequiresFact("nginx")]
    public async Task Follow_ThroughNginx_ComesWhileTheAnswerIsWritten()
    {
        using var folder = new TempFolder();
        var port = FreePort.Next();
        folder.Write("nginx.conf", $$"""
            daemon off; worker_processes 1; error_log stderr; pid {{folder.Path}}/pid;
            events { worker_connections 64; }
            http {
                access_log off;
                client_body_temp_path {{folder.Path}}/body; proxy_temp_path {{folder.Path}}/proxy;
                fastcgi_temp_path {{folder.Path}}/f; uwsgi_temp_path {{folder.Path}}/u;
                scgi_temp_path {{folder.Path}}/s;
                server { listen 127.0.0.1:{{port}}; location / { proxy_pass {{Http.BaseAddress}}; } }
            }
            """);
        await using var nginx = new QuietProcess(
            new("nginx", ["-p", folder.Path, "-c", Path.Combine(folder.Path, "nginx.conf"), "-e", "stderr"]));
        await nginx.ListensAsync(port);
        using var through = new HttpClient { BaseAddress = new($"http://127.0.0.1:{port}/") };
        through.DefaultRequestHeaders.Authorization = Http.DefaultRequestHeaders.Authorization;
        through.DefaultRequestHeaders.AcceptEncoding.ParseAdd("gzip, br");

        var job = await Http.SayAsync(_session, "길게 설명해줘");
        var asked = Stopwatch.GetTimestamp();
        using var response = await through.GetAsync(
            $"api/v1/chat/jobs/{job}/events", HttpCompletionOption.ResponseHeadersRead);
        await using var stream = await response.Content.ReadAsStreamAsync();
        var wasOpen = false;
        var kinds = new List<string>();
        await foreach (var item in SseParser.Create(stream).EnumerateAsync())
        {
            if (kinds.Count == 0)
            {
                output.WriteLine($"first event after {Stopwatch.GetElapsedTime(asked).TotalMilliseconds:0} ms");
            }

            kinds.Add(item.EventType);
            if (item.EventType == "token" && !wasOpen)
            {
                // The first piece is here, and the last one not yet written.
                wasOpen = (await TurnAsync(job))["status"]!.ToString() == "Answer";
                Assert.True(wasOpen, "the answer was held back until its end");
            }
        }

        Assert.True(wasOpen);
        Assert.Contains("done", kinds);
    }

    private static async Task<HttpStatusCode> CancelAsync(HttpClient http, string job)
    {
        using var response = await http.PostAsync($"api/v1/chat/jobs/{job}/cancel", null);
        return response.StatusCode;
    }

    private async Task<JsonNode?> ListedAsync(string job) =>
        (await Http.GetFromJsonAsync<JsonObject>("api/v1/runs?state=failed&pipeline=chat&limit=100"))!["runs"]!
            .AsArray().SingleOrDefault(r => r!["id"]!.ToString() == job);

    private async Task<HttpStatusCode> ActAsync(string job, string action)
    {
        using var response = await Http.PostAsync($"api/v1/runs/chat/{job}/{action}", null);
        return response.StatusCode;
    }

    private async Task<JsonObject> TurnAsync(string job) =>
        (await Http.GetFromJsonAsync<JsonObject>($"api/v1/chat/jobs/{job}"))!;

    private static async Task<HttpStatusCode> OpenAsync(HttpClient http, string turn)
    {
        using var response = await http.GetAsync(
            $"api/v1/chat/jobs/{turn}", HttpCompletionOption.ResponseHeadersRead);
        return response.StatusCode;
    }

    // A key of its own is a user of its own.
    private async Task<HttpClient> StrangerAsync(params string[] more)
    {
        using var made = await Http.PostAsJsonAsync(
            "api/v1/keys", new { name = $"stranger-{_session}-{more.Length}", scopes = more.Append("use") });
        var key = (await made.Content.ReadFromJsonAsync<JsonObject>())!["key"]!.ToString();
        var other = new HttpClient { BaseAddress = Http.BaseAddress };
        other.DefaultRequestHeaders.Authorization = new("Bearer", key);
        return other;
    }

    private async Task<List<(long Id, string Kind)>> ReadAsync(string job, string place)
    {
        var read = await Http.ReadEventsAsync($"api/v1/chat/jobs/{job}/events", place);
        Assert.NotNull(read);
        return
        [
            .. read.Where(i => i.EventType != "end")
                .Select(i => (long.Parse(i.EventId!, CultureInfo.InvariantCulture), i.EventType)),
        ];
    }
}
