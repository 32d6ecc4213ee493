using System.Globalization;
using System.Text.Json;
using OpsFlow.Domain.Conversation.Routing;

namespace OpsFlow.Domain.Tests.Conversation;

/// <summary>The routing set: sentences of people with the route that each must have.</summary>
public sealed class PreRouterTests
{
    private static readonly DateOnly s_today = new(2026, 3, 11);

    public static TheoryData<string, string> Rows()
    {
        var rows = new TheoryData<string, string>();
        foreach (var line in new[] { "routing-field.jsonl", "routing.jsonl" }.SelectMany(Lines))
        {
            using var row = JsonDocument.Parse(line);
            if (!row.RootElement.GetProperty("expect").TryGetProperty("http", out _))
            {
                rows.Add(row.RootElement.GetProperty("id").GetString()!, line);
            }
        }

        return rows;
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Route_RowOfTheSet_IsAsExpected(string id, string line)
    {
        var row = JsonElement.Parse(line);
        var now = DateTimeOffset.Parse(row.GetProperty("now").GetString()!, CultureInfo.InvariantCulture);
        var today = DateOnly.FromDateTime(now.ToOffset(TimeSpan.FromHours(9)).DateTime);
        var state = row.TryGetProperty("state", out var said) ? said : default;

        var route = ShippedConversation.Router.Route(
            row.GetProperty("text").GetString()!, today, State(state, "draft") == "waiting",
            State(state, "previous_intent"));

        var fault = RouteExpectation.Fault(route, row.GetProperty("expect"), today);
        Assert.True(
            fault is null, $"{id}: {row.GetProperty("text")}: {fault}; {string.Join("; ", route.Reasons)}");
    }

    [Fact]
    public void Rows_OfTheSet_AreEnoughAndOfEveryKind() =>
        Assert.True(Rows().Count >= 250, $"{Rows().Count} sentences");

    [Theory]
    [InlineData("확인")]
    [InlineData("좋아")]
    [InlineData("ok")]
    public void Route_WordOfConfirmingWithoutDraft_IsAnOrdinaryMessage(string text)
    {
        var route = ShippedConversation.Router.Route(text, s_today, draftWaits: false);

        Assert.Equal((RouteStage.Classifier, null), (route.Stage, route.Draft));
        Assert.True(route.IsCacheable);
        Assert.False(ShippedConversation.Router.Route("음 글쎄", s_today, draftWaits: true).IsCacheable);
    }

    [Fact]
    public void Route_DecomposedAndComposed_AreTheSameWay()
    {
        var (composed, decomposed) =
            ("이번 주 회의 알려줘", "\u110b\u1175\u1107\u1165\u11ab \u110c\u116e \u1112\u116c\u110b\u1174 알려줘");

        Assert.Equal(
            ShippedConversation.Router.Route(composed, s_today, false).Tools[0].Parameters,
            ShippedConversation.Router.Route(decomposed, s_today, false).Tools[0].Parameters);
    }

    [Theory]
    [InlineData("\ud83d")]
    [InlineData("👍🏽👨‍👩‍👧‍👦")]
    [InlineData("')(*&^%$#@![]{}\\\"")]
    [InlineData("\u202e\u200bㅇ ㅏ ㅇ")]
    public void Route_StrangeLetters_ChangesNothing(string text) =>
        Assert.Empty(ShippedConversation.Router.Route(text, s_today, draftWaits: false).Tools);

    [Theory]
    [InlineData("#12 메일 읽어줘")]
    [InlineData("메일 #12번 내용 보여줘")]
    [InlineData("read mail #12")]
    public void Route_NumberOfAMail_ReadsThatOne(string text)
    {
        var call = Assert.Single(ShippedConversation.Router.Route(text, s_today, draftWaits: false).Tools);

        Assert.Equal(("email.read", "12"), (call.Tool, call.Parameters["uid"]));
    }

    [Fact]
    public void Route_NewEntryOfAYear_HasNoDayYet()
    {
        var route = ShippedConversation.Router.Route("올해 회의 잡아줘", s_today, draftWaits: false);

        Assert.DoesNotContain("date", Assert.Single(route.Tools).Parameters.Keys);
        Assert.Equal("date", route.About);
    }

    [Fact]
    public void Route_LongRepetition_EndsSoon()
    {
        var text = string.Concat(Enumerable.Repeat("오늘오늘 일정일정 안 메일 지 말고 '\" don't not ", 2000));

        Assert.NotNull(ShippedConversation.Router.Route(text, s_today, draftWaits: false));
    }

    private static string? State(JsonElement state, string name) =>
        state.ValueKind == JsonValueKind.Object && state.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static IEnumerable<string> Lines(string file) =>
        File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Conversation", file)).Where(l => l.Length > 0);
}
