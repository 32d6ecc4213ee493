using OpsFlow.Domain.Text;

namespace OpsFlow.Domain.Tests.Text;

public sealed class TextCutTests
{
    [Theory]
    [InlineData("", 3, "")]
    [InlineData("abc", 3, "abc")]
    [InlineData("abcd", 3, "abc…")]
    [InlineData("ab\U0001F600d", 3, "ab…")]
    [InlineData("ab\U0001F600d", 4, "ab\U0001F600…")]
    [InlineData("한국어로", 2, "한국…")]
    public void CutTo_AnyText_KeepsCharactersWhole(string text, int max, string expected) =>
        Assert.Equal(expected, text.CutTo(max, "…"));

    [Fact]
    public void CutTo_LoneSurrogate_IsCutLikeAnyOther() => Assert.Equal("\ud83d", "\ud83dab".CutTo(1));
}
