using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using OpsFlow.Domain.Text;
using OpsFlow.Platform.Models.Health;
using OpsFlow.Platform.Store;

namespace OpsFlow.Activities.Tests.ChatTurn;

/// <summary>
/// How answers come into their stream: whole characters, one model's text, and an end whatever happens.
/// </summary>
public sealed class ChatAnswererTests : IDisposable
{
    private static readonly byte[] s_none = [];

    private readonly IDisposable _language = Language.Use(Language.Korean);

    public static TheoryData<string> Breaks => new("cut", "silent", "empty", "blank", "error", "malformed");

    public void Dispose() => _language.Dispose();

    [Theory]
    [MemberData(nameof(Breaks))]
    public async Task WriteAsync_ModelThatBreaksOff_IsTakenBackAndAnotherAnswersAlone(string how)
    {
        await using var model = await RawModel.StartAsync((asked, sendAsync, _) => sendAsync(
            asked["model"]!.ToString() == "small" ? RawModel.Stream("서울은 ", "수도입니다") : Broken(how)));
        await using var bench = new AnswerBench(model.Endpoint);
        await bench.TalkAsync("c1", "안녕", "반가워요");
        var turn = await bench.BeginAsync("c2", "한국의 수도는?");

        Assert.True(await bench.WriteAsync(turn));

        Assert.Equal("서울은 수도입니다", await bench.Chats.WrittenAsync(turn.Id, default));
        var events = await bench.EventsAsync(turn);
        var kinds = events.Select(e => e.Kind).ToList();
        var (reset, switching) = (
            kinds.IndexOf("reset"),
            events.ToList().FindIndex(e => e.Data["text"]?.ToString() == "모델 전환 중..."));
        Assert.True(reset >= 0 && reset < switching, string.Join(' ', kinds));
        Assert.True(switching < kinds.LastIndexOf("token"));
        Assert.All(
            events.Skip(reset).Where(e => e.Kind == "token"), e => Assert.Equal(2, e.Data["attempt"]!.GetValue<int>()));
        // The same history for both.
        Assert.Equal(History(model.Requests[0]), History(model.Requests[^1]));
        Assert.Contains("반가워요", History(model.Requests[^1]));
    }

    [Theory]
    [InlineData("house", "house-large")]
    [InlineData("big", "big")]
    public async Task WriteAsync_ModelThatTheTurnAsksFor_IsTheFirstAndNotTheSecond(string asked, string first)
    {
        await using var model = await RawModel.StartAsync((request, sendAsync, _) => sendAsync(
            request["model"]!.ToString() == "small" ? RawModel.Stream("서울입니다") : Broken("empty")));
        await using var bench = new AnswerBench(model.Endpoint);
        var turn = await bench.BeginAsync("c1", "한국의 수도는?", model: asked);

        Assert.True(await bench.WriteAsync(turn));

        Assert.Equal([first, "small"], model.Requests.Select(r => r["model"]!.ToString()).Distinct());
        Assert.Equal("서울입니다", await bench.Chats.WrittenAsync(turn.Id, default));
    }

    [Theory]
    [InlineData(1, null)]
    [InlineData(2, "바쁨")]
    [InlineData(4, "매우 바쁨")]
    public async Task WriteAsync_ReasonerThatIsBusy_IsSaidBeforeItWrites(long jobs, string? load)
    {
        await using var model = await RawModel.StartAsync((_, sendAsync, _) => sendAsync(RawModel.Stream("서울")));
        await using var bench = new AnswerBench(model.Endpoint);
        await bench.Health.SaveAsync(
            ModelHealth.Up("big", null, TimeProvider.System.GetUtcNow(), 12, new(jobs, null)), default);
        var turn = await bench.BeginAsync("c1", "한국의 수도는?");

        Assert.True(await bench.WriteAsync(turn));

        var told = (await bench.EventsAsync(turn)).Where(e => e.Kind == "processing")
            .Select(e => e.Data["text"]!.ToString());
        Assert.Equal(
            [
                .. load is null ? [] : new[] { $"⏳ 추론 모델이 현재 바쁜 상태야({load}). 좀 걸릴 수 있어..." },
                "big가 응답을 생성하고 있습니다...",
            ],
            told);
        Assert.Single(model.Requests);
    }

    [Fact]
    public async Task WriteAsync_CharactersDividedBetweenPieces_AreWholeInEventsAndStore()
    {
        const string text = "봐드리겠습니다 👍🏽";
        var letters = Encoding.UTF8.GetBytes(text).Select(b => new[] { b });
        await using var model = await RawModel.StartAsync(async (_, sendAsync, left) =>
        {
            foreach (var letter in letters.Select(l => Raw(l)).Append(Escaped(@"\uD83D")).Append(Escaped(@"\uDC4D")))
            {
                await sendAsync(letter);
                // Longer than pieces wait to be joined: each is an event of its own, if it is anything.
                await Task.Delay(40, left);
            }

            await sendAsync(RawModel.Stream());
        });
        await using var bench = new AnswerBench(model.Endpoint);
        var turn = await bench.BeginAsync("c1", "봐줘");

        Assert.True(await bench.WriteAsync(turn));

        Assert.Equal($"{text}👍", await bench.Chats.WrittenAsync(turn.Id, default));
        var pieces = (await bench.EventsAsync(turn)).Where(e => e.Kind == "token").ToList();
        Assert.True(pieces.Count > 5, $"{pieces.Count} pieces");
        Assert.All(pieces, p => Assert.DoesNotContain('\ufffd', p.Data["text"]!.ToString()));
    }

    [Fact]
    public async Task WriteAsync_StreamThatNeverEnds_IsTheAnswerSoFarAndSaysSo()
    {
        await using var model = await RawModel.StartAsync(async (_, sendAsync, left) =>
        {
            await sendAsync(RawModel.Piece("\"여기까지\""));
            await Task.Delay(Timeout.Infinite, left);
        });
        await using var bench = new AnswerBench(model.Endpoint);
        var turn = await bench.BeginAsync("c1", "길게 말해줘");

        Assert.False(await bench.WriteAsync(turn, TimeSpan.FromSeconds(2)));

        Assert.Equal(
            "여기까지\n\n(시간이 다 되어 여기까지 답했습니다.)", await bench.Chats.WrittenAsync(turn.Id, default));
        await Until.TrueAsync(() => Task.FromResult(model.Active == 0), "end of the call");
    }

    [Fact]
    public async Task WriteAsync_ModelThatNeverBegins_EndsWithAWord()
    {
        await using var model = await RawModel.StartAsync((_, _, left) => Task.Delay(Timeout.Infinite, left));
        await using var bench = new AnswerBench(model.Endpoint);
        var turn = await bench.BeginAsync("c1", "말해줘");

        Assert.False(await bench.WriteAsync(turn, TimeSpan.FromSeconds(1)));

        Assert.Contains("시간이 초과", await bench.Chats.WrittenAsync(turn.Id, default));
        await Until.TrueAsync(() => Task.FromResult(model.Active == 0), "end of the call");
    }

    [Fact]
    public async Task WriteAsync_AnswerThatItsLimitCuts_SaysSo()
    {
        await using var model = await RawModel.StartAsync((_, sendAsync, _) => sendAsync(
            [.. RawModel.Piece("\"반쪽\""), .. RawModel.Piece("\"\"", "length"), .. "data: [DONE]\n\n"u8]));
        await using var bench = new AnswerBench(model.Endpoint);
        var turn = await bench.BeginAsync("c1", "길게 말해줘");

        Assert.True(await bench.WriteAsync(turn));

        Assert.Equal("반쪽\n\n...(생략됨)", await bench.Chats.WrittenAsync(turn.Id, default));
    }

    [Fact]
    public async Task WriteAsync_NoOtherMayBeEntered_SlowAnswerIsWaitedFor()
    {
        var time = new FakeTimeProvider();
        await using var model = await RawModel.StartAsync((_, sendAsync, _) =>
        {
            // Longer than the policy lets a model stand still where another one can answer.
            time.Advance(TimeSpan.FromSeconds(60));
            return sendAsync(RawModel.Stream("서울입니다"));
        });
        await using var bench = new AnswerBench(model.Endpoint, clock: time);
        await bench.Database.ExecuteAsync(
            """
            INSERT INTO chat_breakers (node, failures, since_at, open_until)
            VALUES ('general:big', 3, 1, 9000000000000)
            """,
            null, default);
        var turn = await bench.BeginAsync("c1", "한국의 수도는?");

        Assert.True(await bench.WriteAsync(turn));

        Assert.Equal("small", Assert.Single(model.Requests)["model"]!.ToString());
        Assert.Equal("서울입니다", await bench.Chats.WrittenAsync(turn.Id, default));
    }

    [Fact]
    public async Task WriteAsync_BreakerCannotBeClosed_AnswerStays()
    {
        await using var model = await RawModel.StartAsync((_, sendAsync, _) => sendAsync(RawModel.Stream("서울")));
        await using var bench = new AnswerBench(model.Endpoint);
        await bench.Database.ExecuteAsync(
            "INSERT INTO chat_breakers (node, failures, since_at, open_until) VALUES ('general:big', 1, 1, 0)", null,
            default);
        await bench.Database.ExecuteAsync(
            "CREATE TRIGGER no_end BEFORE DELETE ON chat_breakers BEGIN SELECT RAISE(ABORT, 'no'); END", null, default);
        var turn = await bench.BeginAsync("c1", "한국의 수도는?");

        Assert.True(await bench.WriteAsync(turn));

        Assert.Equal("서울", await bench.Chats.WrittenAsync(turn.Id, default));
    }

    private static byte[] Broken(string how) => how switch
    {
        "cut" => RawModel.Piece("\"서울은\""),
        "empty" => RawModel.Stream(),
        "blank" => RawModel.Stream(" ", "\n"),
        "error" => [.. RawModel.Piece("\"서울은\""), .. "data: {\"error\":{\"message\":\"overloaded\"}}\n\n"u8],
        "malformed" => [.. RawModel.Piece("\"서울은\""), .. "data: {\"id\":\n\n"u8],
        _ => s_none,
    };

    private static byte[] Escaped(string json) => RawModel.Piece($"\"{json}\"");

    private static byte[] Raw(byte[] part)
    {
        var piece = RawModel.Piece("\"@\"");
        var at = Array.IndexOf(piece, (byte)'@');
        return [.. piece[..at], .. part, .. piece[(at + 1)..]];
    }

    private static string History(JsonNode request) => string.Join(
        '\n', request["messages"]!.AsArray().Select(m => $"{m!["role"]}: {m["content"]}"));
}
