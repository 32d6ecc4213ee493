using OpsFlow.Activities.ScanChain;
using OpsFlow.Records.ScanChain;

namespace OpsFlow.Activities.Tests.ScanChain;

public sealed class AnswerWriterTests(PictureBench bench) : IClassFixture<PictureBench>
{
    [Theory]
    [InlineData("en", "투명 페트병", "Plastic.")]
    [InlineData("ko", "투명 페트병", "플라스틱으로 배출합니다.")]
    [InlineData("ko", "신문지", "종이로 배출합니다.")]
    public async Task WriteAsync_ModelThatWordsNothing_SaysTheClassInTheLanguageOfTheScan(
        string language, string item, string end)
    {
        bench.Begin((_, _) => "no words");
        var seen = new SeenPicture(new("", null, item, null, [], 1), "model", "main", null, false);

        var answer = await bench.Answers.WriteAsync(
            new ScanRecord { Language = language }, seen, bench.Waste.Rules.Match(new(item)), default);

        Assert.EndsWith(end, answer.Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void Rules_KoreanItem_AreAskedInItsLetters()
    {
        var prompt = ScanPrompts.Rules("투명 페트병", bench.Waste.Rules.Match(new("투명 페트병"))!, "ko");

        Assert.Contains("투명 페트병", prompt, StringComparison.Ordinal);
        Assert.DoesNotContain("\\u", prompt, StringComparison.Ordinal);
    }
}
