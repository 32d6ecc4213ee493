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
