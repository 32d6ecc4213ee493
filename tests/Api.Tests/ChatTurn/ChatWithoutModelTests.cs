using System.Net;

namespace OpsFlow.Api.Tests.ChatTurn;

/// <summary>Without a model what needs none works, and the rest says what to set.</summary>
[Collection(AppFixture.Name)]
public sealed class ChatWithoutModelTests(AppFixture fixture)
{
    private readonly string _session = Guid.NewGuid().ToString("n");

    private HttpClient Http => fixture.App.Http;

    [Fact]
    public async Task Ask_Disposal_IsAnsweredByTheRulesWithSources()
    {
        var (kind, data) = await Http.AskAsync(_session, "페트병 어떻게 버려?");

        Assert.Equal("done", kind);
        Assert.Contains("플라스틱", data["message"]!.ToString());
        Assert.Contains("출처:", data["message"]!.ToString());
        var messages = await Http.MessagesAsync(_session);
        Assert.Equal(["assistant", "user"], messages.Select(m => m!["role"]!.ToString()));
        Assert.Equal(
            [data["assistantMessageId"]!.ToString(), data["userMessageId"]!.ToString()],
            messages.Select(m => m!["id"]!.ToString()));
    }

    [Fact]
    public async Task Ask_TwoThings_BringsBothAndMarksSamples()
    {
        var events = await Http.TurnEventsAsync(await Http.SayAsync(_session, "캔 어떻게 버리고 고철 시세는 얼마야?"));

        Assert.Equal(
            ["recyclable_price", "waste_rag"],
            events.Where(e => e.Kind == "node_end").Select(e => e.Data["node"]!.ToString()).Order());
        Assert.Contains("표본", events[^1].Data["message"]!.ToString());
        Assert.Equal(events[^1].Data["message"]!.ToString(), events.Shown());
    }

    [Fact]
    public async Task Ask_NearMe_AsksWhereAndGoesOn()
    {
        var job = await Http.SayAsync(_session, "근처 재활용 센터 알려줘");
        var events = await Http.TurnEventsAsync(job, 0, async (kind, _) =>
        {
            if (kind == "needs_input")
            {
                using var answer = await Http.PostAsJsonAsync(
                    $"api/v1/chat/jobs/{job}/input",
                    new { location = new { latitude = 37.5663, longitude = 126.9019 } });
                Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            }
        });

        Assert.Equal("done", events[^1].Kind);
        Assert.Contains("마포 재활용센터", events[^1].Data["message"]!.ToString());
        Assert.Contains(events, e => e.Kind == "input_received");
    }

    [Theory]
    [InlineData("팀장님께 메일 보내줘", "보내지는 못해요")]
    [InlineData("send an email to the landlord", "not send it")]
    [InlineData("상대성이론 쉽게 설명해줘", "OPSFLOW_LLM_URL")]
    [InlineData("안녕!", "안녕하세요")]
    [InlineData("파일 찾아줘", "무엇을 찾을까요")]
    [InlineData("예전 일정", "어느 날의 일정")]
    [InlineData("시스템 상태", "OPSFLOW_LLM_URL")]
    [InlineData("오늘 일정 알려줘", "OPSFLOW_CALDAV_URL")]
    public async Task Ask_WithoutWhatItNeeds_SaysSoInTheAskersLanguage(string message, string part)
    {
        var (kind, data) = await Http.AskAsync(_session, message);

        Assert.Equal("done", kind);
        Assert.Contains(part, data["message"]!.ToString());
    }

    [Theory]
    [InlineData("이 유리병 어떻게 버려?", "유리")]
    [InlineData("", "무엇인지 적어")]
    public async Task Show_PictureThatNobodyCanSee_IsAnsweredByTheWordsOrAskedFor(string message, string part)
    {
        Http.DefaultRequestHeaders.AcceptLanguage.ParseAdd("ko");
        var events = await Http.ShowAsync(_session, message, ScanChain.ScanApp.Picture);
        Http.DefaultRequestHeaders.AcceptLanguage.Clear();

        Assert.Contains(part, events[^1].Data["message"]!.ToString());
    }

    [Theory]
    [InlineData("산업안전보건법 제6장 내용이 뭐야", "document.ask", "🔧 document.ask 도구를 사용하고 있습니다...", "제6장 유해·위")]
    [InlineData("시스템 상태", "status.models", "시스템 상태 확인 중...", "OPSFLOW_LLM_URL")]
    public async Task Ask_Tool_IsToldWhatIsDoneMeanwhile(string message, string tool, string told, string answer)
    {
        var events = await Http.TurnEventsAsync(await Http.SayAsync(_session, message));

        Assert.Equal(
            ["요청을 확인했습니다", "메시지를 분석하고 있습니다...", "결과를 정리하고 있습니다..."],
            events.Where(e => e.Kind == "processing").Select(e => e.Data["text"]!.ToString()));
        Assert.Equal(told, Assert.Single(events, e => e.Kind == "node_start").Data["text"]!.ToString());
        Assert.Equal(
            Enumerable.Repeat("서고를 확인하는 중입니다", tool == "document.ask" ? 1 : 0),
            events.Where(e => e.Kind == "tool_progress").Select(e => e.Data["text"]!.ToString()));
        Assert.Contains(answer, events[^1].Data["message"]!.ToString());
    }

    [Fact]
    public async Task Say_SameClientIdAgain_IsTheSameTurn()
    {
        var job = await Http.SayAsync(_session, "유리병 어떻게 버려요", "c-1");
        await Http.TurnEventsAsync(job);

        Assert.Equal(job, await Http.SayAsync(_session, "유리병 어떻게 버려요", "c-1"));
        Assert.Equal(2, (await Http.MessagesAsync(_session)).Count);
    }

    [Fact]
    public async Task Events_AfterTheEndFromAnyPlace_AreTheSame()
    {
        var job = await Http.SayAsync(_session, "건전지 어떻게 버려?");
        var all = await Http.TurnEventsAsync(job);

        for (var at = 0; at < all.Count; at++)
        {
            Assert.Equal(
                all.Skip(at + 1).Select(e => e.Id), (await Http.TurnEventsAsync(job, all[at].Id)).Select(e => e.Id));
        }
    }

    [Fact]
    public async Task Cancel_UnknownOrOver_SaysSo()
    {
        using var unknown = await Http.PostAsync("api/v1/chat/jobs/nothing/cancel", null);
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);

        var job = await Http.SayAsync(_session, "종이컵은 어떻게 버려?");
        await Http.TurnEventsAsync(job);
        using var over = await Http.PostAsync($"api/v1/chat/jobs/{job}/cancel", null);
        Assert.Equal(HttpStatusCode.Conflict, over.StatusCode);
    }

    [Theory]
    [InlineData("""{"clientId": "1"}""")]
    [InlineData("""{"message": "안녕"}""")]
    [InlineData("""{"clientId": "1", "message": " "}""")]
    [InlineData("""{"clientId": "1", "message": "안녕", "model": "nothing-1"}""")]
    [InlineData("""{"clientId": "1", "message": "안녕", "location": {"latitude": 400, "longitude": 1}}""")]
    [InlineData("""{"clientId": "1", "message": "안녕", "location": "\ud800"}""")]
    public async Task Say_WhatCannotBeTaken_SaysWhatIsWrong(string body)
    {
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var response = await Http.PostAsync($"api/v1/chat/{_session}/messages", content);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }
}
