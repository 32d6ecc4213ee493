using OpsFlow.Domain.Text;

namespace OpsFlow.Domain.Tests.Text;

public sealed class ReasoningFilterTests
{
    [Theory]
    [InlineData("<think>사용자는 비밀을 원한다</think>서울입니다", "서울입니다")]
    [InlineData("\n<Thinking>\na < b </thinking>\n\n서울", "서울")]
    [InlineData("<think>하나</think><think>둘</think>셋", "셋")]
    [InlineData("<think>끝나지 않는 생각", "")]
    [InlineData("<think></think>", "")]
    [InlineData("<thi", "<thi")]
    [InlineData("<b>굵게</b>", "<b>굵게</b>")]
    [InlineData(" 들여쓴 답", " 들여쓴 답")]
    [InlineData("태그 <think>는 이렇게 씁니다</think>.", "태그 <think>는 이렇게 씁니다</think>.")]
    [InlineData("", "")]
    public void Push_AnyPieces_GivesOnlyTheAnswer(string text, string expected)
    {
        foreach (var size in new[] { 1, 2, 5, 1000 })
        {
            var filter = new ReasoningFilter();
            Assert.Equal(
                expected, string.Concat(text.Chunk(size).Select(c => filter.Push(new(c)))) + filter.Finish());
        }

        Assert.Equal(expected, ReasoningFilter.Strip(text));
    }

    [Fact]
    public void Strip_ThoughtsThatBeganInThePrompt_AreLeftOut() =>
        Assert.Equal("서울입니다", ReasoningFilter.Strip("수도를 묻는다.\n</think>\n\n서울입니다"));
}
