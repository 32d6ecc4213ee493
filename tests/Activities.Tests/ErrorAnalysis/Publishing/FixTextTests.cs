using OpsFlow.Activities.ErrorAnalysis.Publishing;
using OpsFlow.Domain.CodeAnalysis.Verification;
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

    [Fact]
    public async Task Texts_SecretThatACutGoesThrough_LeaveNoPartOfIt()
    {
        await using var analysis = await StoredAnalysis.CreateAsync();
        var record = await analysis.RecordAsync();
        var token = "ghp_" + new string('s', 36);
        record.Message = new string('m', 50) + " " + token;
        var text = new FixText(new Redactor());
        var result = record.Current.Result! with { RootCause = new string('r', 485) + " " + token };
        Assert.DoesNotContain("ghp_", text.Title(record), StringComparison.Ordinal);
        Assert.DoesNotContain("ghp_", text.Commit(record, result, "h", "jun"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Body_EditsProvenAgain_SaysWhatTheyShowedThere()
    {
        await using var analysis = await StoredAnalysis.CreateAsync();
        var record = await analysis.RecordAsync();
        var body = new FixText(new Redactor()).Body(
            record, record.Current.Result!, record.Current.Prepared!.Verification, "jun", "0123456789abcdef",
            new(VerificationOutcome.Proven, "red again, then green"));
        Assert.Contains("red again, then green", body, StringComparison.Ordinal);
        Assert.DoesNotContain("not tested there", body, StringComparison.Ordinal);
    }

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
