using OpsFlow.Domain.CodeAnalysis.Search;

namespace OpsFlow.Domain.Tests.CodeAnalysis.Search;

public sealed class CodeTokensTests
{
    [Theory]
    [InlineData("parseHTMLTag", "parse html tag parsehtmltag")]
    [InlineData("snake_case_name", "snake case name snakecasename")]
    [InlineData("__init__", "init")]
    [InlineData("a.b(c2d)", "c2d")]
    [InlineData("'; DROP TABLE x --", "drop table")]
    [InlineData("", "")]
    public void Split_Identifiers_GivesWordsAndWhole(string text, string expected) =>
        Assert.Equal(expected, string.Join(' ', CodeTokens.Split(text)));
}
