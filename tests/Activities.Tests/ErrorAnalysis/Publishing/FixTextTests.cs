using OpsFlow.Activities.ErrorAnalysis.Publishing;
using OpsFlow.Domain.Text;

namespace OpsFlow.Activities.Tests.ErrorAnalysis.Publishing;

public sealed class FixTextTests
{
    private const string Id = "00000000000000000000000123456789";

    [Theory]
    [InlineData(null, false, "opsflow/fix-0123456789")]
    [InlineData(null, true, "opsflow-fix-0123456789")]
    [InlineData("feature/bot/", false, "feature/bot/fix-0123456789")]
    [InlineData("feature/bot/", true, "feature-bot-fix-0123456789")]
    [InlineData("bot-", false, "bot-fix-0123456789")]
    public void Branches_Prefix_BeginsThem(string? prefix, bool isFlat, string expected) => Assert.Equal(
        [expected, expected + "-2", expected + "-3"], FixText.Branches(Id, prefix, isFlat).Take(3));

    [Theory]
    [InlineData(null, false)]
    [InlineData("0123456789abcdef", true)]
    public async Task Body_EditsMadeAgainElsewhere_AreNotCalledTestedThere(string? movedTo, bool isSaid)
    {
        await using var analysis = await StoredAnalysis.CreateAsync();
        var record = await analysis.RecordAsync();
        var body = new FixText(new Redactor()).Body(
            record, record.Current.Result!, record.Current.Prepared!.Verification, "jun", movedTo);
        Assert.Contains("red, then green", body, StringComparison.Ordinal);
        Assert.Equal(isSaid, body.Contains("not tested there", StringComparison.Ordinal));
        Assert.Equal(isSaid, body.Contains("01234567", StringComparison.Ordinal));
    }
}
