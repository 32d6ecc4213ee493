using OpsFlow.Domain.Text;
using OpsFlow.Domain.Waste.Rewards;
using OpsFlow.Domain.Waste.Vision;

namespace OpsFlow.Domain.Tests.Waste.Rewards;

public sealed class RewardRulesTests
{
    private static readonly RewardRules s_rules = new();

    [Fact]
    public void Decide_PerfectClassification_GivesTheCharacterAndTheRulesPoints()
    {
        var decision = Decide(new("플라스틱", "투명PET", "생수병", "PET", [], 0.93));

        Assert.Equal(("petty", 10, "subclass"), (decision.Character, decision.Points, decision.MatchedBy));
    }

    [Theory]
    [InlineData("플라스틱", 0.69, "sure")]
    [InlineData(null, 0.99, "not known")]
    [InlineData("종이", 0.99, "belongs to")]
    public void Decide_AnythingLess_GivesNothingAndSaysWhy(string? of, double confidence, string reason)
    {
        var decision = Decide(new(of, null, "생수병", null, [], confidence));

        Assert.Null(decision.Character);
        Assert.Equal(0, decision.Points);
        Assert.Contains(reason, decision.Reason);
    }

    [Fact]
    public void Decide_SituationThatTurnsTheClass_GivesNothing() =>
        Assert.Null(Decide(new("종이", "골판지", "피자 박스", null, ["기름 묻은"], 0.95)).Character);

    [Theory]
    [InlineData("일반쓰레기", null, "사람")]
    [InlineData("플라스틱", "PET", "퀭글러")]
    [InlineData("플라스틱", "PP", "")]
    [InlineData("유리", "병", "glass")]
    public void Decide_ThingThatNoRuleKnows_GivesNothing(string of, string? subclass, string item)
    {
        var decision = Decide(new(of, subclass, item, null, [], 0.95));

        Assert.Null(decision.Character);
        Assert.Equal(0, decision.Points);
        Assert.Contains("not the thing itself", decision.Reason);
    }

    [Fact]
    public void Decide_CupThatIsSeenToBeOfPlastic_IsAKnownThing() =>
        Assert.Equal(5, Decide(new("플라스틱", "PP", "컵", "PP", [], 0.8)).Points);

    [Fact]
    public void Decide_InKorean_SaysWhyInKorean()
    {
        using var words = Language.Use(Language.Korean);

        Assert.Equal(
            "유리: 올바르게 분류했습니다.", Decide(new("유리", "공병", "소주병", null, [], 0.9)).Reason);
        Assert.Equal(
            "종이로 분류했지만 유리에 속합니다.", Decide(new("종이", null, "소주병", null, [], 0.9)).Reason);
        Assert.DoesNotContain(
            Decide(new("플라스틱", "PET", "퀭글러", null, [], 0.9)).Reason, char.IsAsciiLetter);
    }

    [Theory]
    [InlineData("유리", null, "yuri", "class")]
    [InlineData("플라스틱", "PET", "petty", "subclass")]
    [InlineData("플라스택", null, "petty", "score")]
    [InlineData("quux", null, "eco", "default")]
    public void Match_Class_GoesFromExactToDefault(string of, string? subclass, string character, string by)
    {
        var (found, how) = s_rules.Match(of, subclass, ShippedWaste.Catalog);

        Assert.Equal((character, by), (found.Id, how));
    }

    private static RewardDecision Decide(Classification seen) => s_rules.Decide(
        seen, ShippedWaste.Rules.Match(new(seen.Item, seen.Class, seen.Subclass, seen.Material, seen.Conditions)),
        ShippedWaste.Catalog);
}
