using OpsFlow.Domain.Conversation.Routing;

namespace OpsFlow.Domain.Tests.Conversation;

public sealed class ClassifierReplyTests
{
    private static readonly HashSet<string> s_tools = ["calendar.today", "email.search"];
    private static readonly HashSet<string> s_intents = ["waste", "location", "general"];

    [Theory]
    [InlineData(
        """{"action":"route","intents":["waste","location"],"confidence":0.8}""", "route", "waste,location", null)]
    [InlineData(
        "```json\n{\"action\":\"tools\",\"tool\":\"email\",\"operation\":\"search\",\"params\":{\"days\":3}}\n```",
        "tools", "", "email.search")]
    [InlineData("""네, 확인할게요 {"action":"tools","tool":"calendar","operation":"today"}""", "tools", "", "calendar.today")]
    [InlineData(
        """{"action":"tools","tool":"shell","operation":"run","params":{"cmd":"rm -rf /"}}""", "direct", "", null)]
    [InlineData("""{"action":"route","intents":["waste","root",7]}""", "route", "waste", null)]
    [InlineData("""{"intent":"location"}""", "route", "location", null)]
    [InlineData("""{"x":1}""", "direct", "", null)]
    [InlineData("안녕하세요!", "direct", "", null)]
    [InlineData("""{"action": "route", broken""", "direct", "", null)]
    [InlineData("", "direct", "", null)]
    public void Read_AnyAnswer_IsActionIntentsAndKnownTool(string text, string action, string intents, string? tool)
    {
        var reply = ClassifierReply.Read(text, s_tools, s_intents);

        Assert.Equal((action, intents, tool), (reply.Action, string.Join(',', reply.Intents), reply.Tool?.Tool));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \u200b\n")]
    [InlineData("<think>무엇을 말할까</think>")]
    [InlineData("""{"action":"direct","response":"<think>음</think>"}""")]
    public void Read_NothingForAPerson_LeavesTheAnswerToOthers(string text) =>
        Assert.Equal(("direct", null), (
            ClassifierReply.Read(text, s_tools, s_intents).Action,
            ClassifierReply.Read(text, s_tools, s_intents).Response));

    [Fact]
    public void Read_BrokenJson_IsNotShown() =>
        Assert.Null(ClassifierReply.Read("""{"action":"tools", oops}""", s_tools, s_intents).Response);

    [Theory]
    [InlineData("""{"waste":"페트병 버리기","location":" 근처 수거함 "}""", "waste=페트병 버리기,location=근처 수거함")]
    [InlineData("""{"waste":"","location":7,"root":"rm -rf /"}""", "")]
    [InlineData("""["페트병","수거함"]""", "")]
    [InlineData("null", "")]
    public void Read_PartsOfTheMessage_AreThoseOfItsIntents(string queries, string expected) => Assert.Equal(
        expected,
        string.Join(',', ClassifierReply.Read(
            $$"""{"action":"route","intents":["waste","location"],"decomposedQueries":{{queries}}}""", s_tools,
            s_intents).Queries.Select(q => $"{q.Key}={q.Value}")));

    [Theory]
    [InlineData("""{"action":"route","intents":["waste"]}""", true)]
    [InlineData("""{"action":"tools","tool":"calendar","operation":"today"}""", true)]
    [InlineData("""{"action":"tools","tool":"email","operation":"search","params":{"days":3}}""", false)]
    [InlineData("""{"action":"direct","response":"안녕하세요, 미나님"}""", false)]
    [InlineData("""그거요? {"action":"route","intents":["waste"]}""", false)]
    [InlineData("안녕하세요!", false)]
    [InlineData("""{"action": "route", broken""", false)]
    public void IsForAnybody_WordsOrParameters_AreOnesOwn(string text, bool expected) =>
        Assert.Equal(expected, ClassifierReply.Read(text, s_tools, s_intents).IsForAnybody);

    [Theory]
    [InlineData(false, false, false, 0.5)]
    [InlineData(true, false, false, 0.7)]
    [InlineData(false, true, false, 0.65)]
    [InlineData(false, false, true, 0.4)]
    [InlineData(true, true, true, 0.75)]
    public void Boosted_WordsTransitionAndLength_AddUp(bool words, bool follows, bool isShort, double expected) =>
        Assert.Equal(
            expected, new ClassifierReply("route", null, null, ["waste"], 0.5).Boosted(words, follows, isShort), 3);
}
