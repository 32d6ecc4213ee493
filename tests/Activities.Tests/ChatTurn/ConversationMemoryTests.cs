using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using OpsFlow.Domain.Conversation.Memory;
using OpsFlow.Domain.Text;
using OpsFlow.Platform.Models;
using OpsFlow.Platform.Store;

namespace OpsFlow.Activities.Tests.ChatTurn;

/// <summary>
/// Long conversations: summed up by the window of the model, and what matters is always in the prompt.
/// </summary>
public sealed class ConversationMemoryTests : IDisposable
{
    private const int Window = 8192;
    private const int MaxOutput = 1024;
    private const string Summary = "미나는 마포구에 살고 소파를 버리려 한다";

    private readonly IDisposable _language = Language.Use(Language.Korean);

    public void Dispose() => _language.Dispose();

    [Fact]
    public async Task WriteAsync_MoreThanTheWindowHolds_IsSummedUpOnceAndFits()
    {
        await using var model = await RawModel.StartAsync(
            (asked, sendAsync, _) => sendAsync(RawModel.Answer(asked, IsSummary(asked) ? Summary : "네")));
        await using var bench = new AnswerBench(model.Endpoint, Window, MaxOutput);
        await TalkAsync(bench, 30);
        var turn = await bench.BeginAsync("last", "그래서 얼마야?");
        await bench.Drafts.ReplaceAsync(
            turn.ConversationId, new("u", "치과 예약", "2026-03-12", "15:00", null, null), default);

        Assert.True(await bench.WriteAsync(turn));

        var asked = Assert.Single(model.Requests, r => !IsSummary(r));
        Assert.Single(model.Requests, IsSummary);
        AssertComplete(asked);
        Assert.Contains("치과 예약", Text(asked, 0));
        Assert.Contains(Summary, Text(asked, 1));
        Assert.DoesNotContain("물음 0 ", asked.ToJsonString());
        Assert.Contains("답 29", All(asked));
        Assert.Equal(
            ["node_start", "node_end"],
            (await bench.EventsAsync(turn)).Where(e => e.Data["node"]?.ToString() == "summary").Select(e => e.Kind));

        // The next one has it already, also in another process.
        await bench.Chats.EndAsync(turn.Id, default, null, (_, written) => written, null, default);
        await bench.WriteAsync(await bench.BeginAsync("next", "방금 그거 더 자세히"));
        Assert.Single(model.Requests, IsSummary);
        Assert.Contains(Summary, Text(model.Requests[^1], 1));
    }

    [Fact]
    public async Task WriteAsync_TenThousandMessages_FitTheWindow()
    {
        await using var model = await RawModel.StartAsync(
            (asked, sendAsync, _) => sendAsync(RawModel.Answer(asked, IsSummary(asked) ? Summary : "네")));
        await using var bench = new AnswerBench(model.Endpoint, Window, MaxOutput);
        var turn = await bench.BeginAsync("last", "그래서 얼마야?");
        // In front of its own message, which is the first.
        await bench.Database.ExecuteAsync(
            "UPDATE chat_messages SET position = 20000 WHERE conversation_id = @ConversationId",
            new { turn.ConversationId }, default);
        await bench.Database.ExecuteAsync(
            """
            INSERT INTO chat_messages (id, conversation_id, position, turn_id, role, state, content, created_at)
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000)
            SELECT 'm' || i, @ConversationId, i, 't' || i, CASE WHEN i % 2 = 1 THEN 'user' ELSE 'assistant' END,
                'committed', '말 ' || i || ' ' || @long, 0 FROM n
            """,
            new { turn.ConversationId, @long = new string('가', 300) }, default);

        Assert.True(await bench.WriteAsync(turn));

        var asked = Assert.Single(model.Requests, r => !IsSummary(r));
        AssertComplete(asked);
        Assert.Contains("말 10000 ", All(asked));
        Assert.All(model.Requests, r => Assert.True(r["messages"]!.AsArray().Count <= 203));
    }

    [Fact]
    public async Task WriteAsync_SummaryThatFails_GoesOnWithWhatFits()
    {
        await using var model = await RawModel.StartAsync((asked, sendAsync, _) => sendAsync(
            IsSummary(asked) ? "no json"u8.ToArray() : RawModel.Answer(asked, "네")));
        await using var bench = new AnswerBench(model.Endpoint, Window, MaxOutput);
        await TalkAsync(bench, 30);
        for (var i = 0; i < 5; i++)
        {
            var turn = await bench.BeginAsync($"t{i}", "그래서 얼마야?");
            Assert.True(await bench.WriteAsync(turn));
            AssertComplete(model.Requests[^1]);
            await bench.Chats.EndAsync(turn.Id, default, null, (_, written) => written, null, default);
        }

        // After three failures it is left alone for a while.
        Assert.Equal(3, model.Requests.Count(IsSummary));
    }

    [Fact]
    public async Task WriteAsync_ShortConversation_IsToldWordForWord()
    {
        await using var model = await RawModel.StartAsync(
            (asked, sendAsync, _) => sendAsync(RawModel.Answer(asked, "네")));
        await using var bench = new AnswerBench(model.Endpoint, 400_000, 128_000);
        for (var i = 0; i < 15; i++)
        {
            await bench.TalkAsync($"{i}", $"물음 {i}.", $"답 {i}.");
        }

        await bench.WriteAsync(await bench.BeginAsync("last", "처음에 뭘 물었지?"));

        var said = All(Assert.Single(model.Requests));
        Assert.All(Enumerable.Range(0, 15), i => Assert.Contains($"물음 {i}.", said));
    }

    [Fact]
    public async Task WriteAsync_TinyWindow_StillHasThePromptTheTimeAndTheDraft()
    {
        await using var model = await RawModel.StartAsync(
            (asked, sendAsync, _) => sendAsync(RawModel.Answer(asked, IsSummary(asked) ? Summary : "네")));
        await using var bench = new AnswerBench(model.Endpoint, 1024, 4096);
        await TalkAsync(bench, 12);
        var turn = await bench.BeginAsync("last", new string('가', 5000));
        await bench.Drafts.ReplaceAsync(
            turn.ConversationId, new("u", "치과 예약", "2026-03-12", "15:00", null, null), default);

        Assert.True(await bench.WriteAsync(turn));

        var asked = model.Requests.Last(r => !IsSummary(r));
        Assert.Contains("이드", Text(asked, 0));
        Assert.Contains("[현재 시간]", Text(asked, 0));
        Assert.Contains("치과 예약", Text(asked, 0));
        Assert.Equal("user", asked["messages"]!.AsArray()[^1]!["role"]!.ToString());
    }

    private static bool IsSummary(JsonNode asked) => asked["model"]!.ToString() == "small";

    private static string Text(JsonNode asked, int message) =>
        asked["messages"]!.AsArray()[message]!["content"] switch
        {
            JsonArray parts => string.Concat(parts.Select(p => p!["text"])),
            var text => $"{text}",
        };

    private static string All(JsonNode asked) => string.Join(
        '\n', Enumerable.Range(0, asked["messages"]!.AsArray().Count).Select(i => Text(asked, i)));

    private static void AssertComplete(JsonNode asked)
    {
        var messages = asked["messages"]!.AsArray();
        Assert.Contains("이드", Text(asked, 0));
        Assert.Contains("[현재 시간]", Text(asked, 0));
        Assert.Equal("그래서 얼마야?", Text(asked, messages.Count - 1));
        var tokens = TokenEstimate.Of(messages.Select((m, i) => new ChatMessage(
            new ChatRole(m!["role"]!.ToString()), Text(asked, i))));
        Assert.InRange(tokens, 1, SummaryPolicy.Of(Window, MaxOutput).Trigger);
    }

    private static async Task TalkAsync(AnswerBench bench, int count)
    {
        for (var i = 0; i < count; i++)
        {
            await bench.TalkAsync(
                i.ToString(CultureInfo.InvariantCulture), $"물음 {i} {new string('가', 300)}",
                $"답 {i} {new string('나', 300)}");
        }
    }
}
