using OpsFlow.Domain.Conversation.Answers;

namespace OpsFlow.Domain.Tests.Conversation;

public sealed class LeakFilterTests
{
    [Theory]
    [InlineData("""{"action":"tools","tool":"calendar","operation":"today"}""", "")]
    [InlineData("""네, 확인할게요 {"action":"tools","tool":"email","operation":"search"}""", "네, 확인할게요 ")]
    [InlineData("""{"action":"direct","response":"안녕하세요"}""", "안녕하세요")]
    [InlineData("""<tool_call>{"name":"x","arguments":{}}</tool_call>끝""", "끝")]
    [InlineData("""<tool_call>{"name":"x","argum""", "")]
    [InlineData("""{"name":"search_fee","arguments":{"sigungu":"마포구"}} 답""", " 답")]
    [InlineData("앞 ```json\n{\"action\":\"tools\",\"tool\":\"a\",\"operation\":\"b\"}\n``` 뒤", "앞 \n 뒤")]
    [InlineData("```json\n{\"name\": \"김\", \"age\": 3}\n```", "```json\n{\"name\": \"김\", \"age\": 3}\n```")]
    [InlineData("""예: {"a": {"b": "}"}} 입니다""", """예: {"a": {"b": "}"}} 입니다""")]
    [InlineData("a < b, {x} 그리고 `code`", "a < b, {x} 그리고 `code`")]
    [InlineData("끝나지 않은 { 괄호", "끝나지 않은 { 괄호")]
    [InlineData("봐드리겠습니다 👍🏽 👨‍👩‍👧‍👦", "봐드리겠습니다 👍🏽 👨‍👩‍👧‍👦")]
    [InlineData("네 [{\"name\":\"a\",\"arguments\":{}},{\"name\":\"b\",\"arguments\":{}}] 끝", "네  끝")]
    [InlineData("[TOOL_CALLS][{\"name\":\"a\",\"arguments\":{}}]", "")]
    [InlineData("<function=search>{\"q\":1}</function>끝", "끝")]
    [InlineData("{\"tool\":\"email\",\"args\":{}}", "")]
    [InlineData("{\"type\":\"function\",\"function\":{\"name\":\"a\",\"arguments\":\"{}\"}}", "")]
    [InlineData("[{\"name\":\"김\"},{\"name\":\"이\"}]", "[{\"name\":\"김\"},{\"name\":\"이\"}]")]
    [InlineData("[출처](https://a.kr/) [1, 2] [ ] [{", "[출처](https://a.kr/) [1, 2] [ ] [{")]
    [InlineData("{\"answer\":\"서울입니다\"}", "서울입니다")]
    [InlineData("{\"answer\":\"서울입니다\",\"country\":\"한국\"}", "{\"answer\":\"서울입니다\",\"country\":\"한국\"}")]
    [InlineData("예: {\"answer\":\"서울\"}", "예: {\"answer\":\"서울\"}")]
    [InlineData("{\"answer\":\"<think>음</think>서울\"}", "서울")]
    [InlineData("{\"text\":\"{\\\"name\\\":\\\"a\\\",\\\"arguments\\\":{}}\"}", "")]
    [InlineData("{\"text\":\"반 \\ud83d\"}", "{\"text\":\"반 \\ud83d\"}")]
    [InlineData("{\"action\":\"direct\",\"response\":\"<think>비밀</think>안녕\"}", "안녕")]
    [InlineData("", "")]
    public void Push_AnyPieces_ShowsTheSameAndNoCall(string text, string expected)
    {
        foreach (var size in new[] { 1, 2, 3, 7, 1000 })
        {
            var filter = new LeakFilter();
            var shown = string.Concat(text.Chunk(size).Select(c => Piece(filter.Push(new(c))))) + filter.Finish();
            Assert.Equal(expected, shown);
        }
    }

    [Fact]
    public void Push_PlainText_IsShownAtOnce()
    {
        var filter = new LeakFilter();

        Assert.Equal("안녕하세요", filter.Push("안녕하세요"));
        Assert.Equal(" 오늘은", filter.Push(" 오늘은"));
    }

    [Fact]
    public void Push_HalfOfACharacterWithoutItsOther_IsLeftOut()
    {
        var filter = new LeakFilter();

        var shown = filter.Push("반쪽 " + '\ud83d') + filter.Push("은 " + '\udc4d') + filter.Push($"{'\ud83d'}")
            + filter.Push($"{'\udc4d'}") + filter.Push($"{'\ud83d'}") + filter.Finish();

        Assert.Equal("반쪽 은 👍", shown);
    }

    // Each event is JSON of its own: half of a character cannot be sent.
    private static string Piece(string piece)
    {
        Assert.False(piece.Length > 0 && char.IsHighSurrogate(piece[^1]));
        return piece;
    }
}
