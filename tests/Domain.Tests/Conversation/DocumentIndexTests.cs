using OpsFlow.Domain.Conversation.Documents;

namespace OpsFlow.Domain.Tests.Conversation;

public sealed class DocumentIndexTests
{
    private const string Text = """
        # 안전 교육
        신입 사원은 첫 주에 안전 교육을 여덟 시간 받습니다.

        # 보호구
        안전모와 안전화는 작업 전에 점검합니다.

        # Leave
        Annual leave is asked for two weeks ahead.
        """;

    private readonly DocumentIndex _index = new(DocumentChunk.Of("안내.md", Text));

    [Theory]
    [InlineData("신입 교육", "안전 교육")]
    [InlineData("안전모 점검은 언제 해?", "보호구")]
    [InlineData("annual leave", "Leave")]
    [InlineData("\u1109\u1175\u11ab\u110b\u1175\u11b8 \u1100\u116d\u110b\u1172\u11a8", "안전 교육")]
    public void Search_WordsInAnyForm_FindThePart(string query, string heading) =>
        Assert.Equal(heading, _index.Search(query, 3)[0].Chunk.Heading);

    [Fact]
    public void Search_DecomposedDocument_IsFoundByComposedWords()
    {
        var index = new DocumentIndex(
            DocumentChunk.Of("a.txt", "\u1107\u1169\u1112\u1169\u1100\u116e \u110c\u1165\u11b7\u1100\u1165\u11b7"));

        Assert.Single(index.Search("보호구", 3));
    }

    [Fact]
    public void Search_NothingFits_FindsNothing() => Assert.Empty(_index.Search("quux", 3));

    [Theory]
    [InlineData("안내.md")]
    [InlineData("안내")]
    [InlineData("\u110b\u1161\u11ab\u1102\u1162")]
    public void Read_ByAnyFormOfItsName_GivesTheWholeDocument(string name)
    {
        var index = new DocumentIndex([.. DocumentChunk.Of("a/안내.md", Text), .. DocumentChunk.Of("b.md", "다른 글")]);

        Assert.Equal(["안전 교육", "보호구", "Leave"], index.Read(name, 1).Select(c => c.Heading));
        Assert.Equal(["Leave"], index.Read(name, 7).Select(c => c.Heading));
    }

    [Theory]
    [InlineData("")]
    [InlineData("../../etc/passwd")]
    [InlineData("a")]
    public void Read_NoSuchDocument_GivesNothing(string name) => Assert.Empty(_index.Read(name, 1));

    [Fact]
    public void Of_LongText_IsCutIntoPartsWithTheirLines()
    {
        var chunks = DocumentChunk.Of(
            "a.md", string.Join('\n', Enumerable.Range(1, 100).Select(i => $"line {i} " + new string('x', 60))));

        Assert.True(chunks.Count > 5);
        Assert.All(chunks, c => Assert.InRange(c.Text.Length, 1, 1000));
        Assert.Equal(1, chunks[0].Line);
        Assert.Equal($"a.md:{chunks[1].Line}", chunks[1].Citation);
    }
}
