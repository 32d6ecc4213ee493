using OpsFlow.Domain.Prescriptions;
using OpsFlow.Domain.Prescriptions.Interactions;

namespace OpsFlow.Domain.Tests.Prescriptions.Interactions;

public sealed class InteractionCheckTests
{
    [Fact]
    public void Check_TwoProductsOfOneIngredient_MakeOnePairWithBoth()
    {
        var check = Tables.Check("타이레놀정500밀리그램", "AAP 650 ER", "와파린정2밀리그램");

        var pair = Assert.Single(check.Interactions);
        Assert.Equal([1, 2], pair.FirstLines);
        Assert.Equal([3], pair.SecondLines);
        Assert.Equal([1, 2], Assert.Single(check.Duplicates).Lines);
    }

    [Fact]
    public void Check_SameIngredientTwice_IsADuplicateAndNoInteraction()
    {
        var check = Tables.Check("리피토정10밀리그램", "아토르바스타틴정20밀리그램");

        Assert.Empty(check.Interactions);
        Assert.Equal("atorvastatin", Assert.Single(check.Duplicates).Ingredient);
    }

    [Fact]
    public void Check_IsomerBesideItsRacemate_IsADuplicate() =>
        Assert.Equal("amlodipine", Assert.Single(Tables.Check("암로디핀", "에스암로디핀").Duplicates).Ingredient);

    [Fact]
    public void Check_PairInTwoSources_IsOneWithTheHigherSeverityAndBothSources()
    {
        var table = Tables.Read(
            Tables.Rule("warfarin", "digoxin", "minor"), Tables.Rule("digoxin", "warfarin", "major", "s2"));

        var pair = Assert.Single(
            Tables.CheckItems([new(1, null, "warfarin"), new(2, null, "digoxin")], table).Interactions);

        Assert.Equal(InteractionSeverity.Major, pair.Severity);
        Assert.Equal(["s1", "s2"], pair.Sources.Select(s => s.Id).Order());
    }

    [Theory]
    [InlineData("심바스타틴정10밀리그램", 1, InteractionSeverity.Moderate)]
    [InlineData("심바스타틴정20밀리그램", 1, InteractionSeverity.Moderate)]
    [InlineData("심바스타틴정40밀리그램", 1, InteractionSeverity.Major)]
    [InlineData("심바스타틴정20밀리그램", 2, InteractionSeverity.Major)]
    public void Check_DoseAboveTheLimit_RaisesTheSeverity(string name, int units, InteractionSeverity severity)
    {
        var check = Tables.CheckItems([new(1, null, name, units, 1m), new(2, null, "암로디핀정5밀리그램", 1m, 1m)]);

        var pair = Assert.Single(check.Interactions);
        Assert.Equal(severity, pair.Severity);
        Assert.Equal(severity == InteractionSeverity.Major, pair.AboveDose);
        Assert.NotEmpty(pair.Conditions);
    }

    [Fact]
    public void Check_DoseNotTold_KeepsTheConditionForThePerson()
    {
        var pair = Assert.Single(Tables.Check("심바스타틴정40밀리그램", "암로디핀").Interactions);

        Assert.Equal(InteractionSeverity.Moderate, pair.Severity);
        Assert.NotEmpty(pair.Conditions);
    }

    [Theory]
    [InlineData("덱스케토프로펜트로메타몰", "시프로플록사신염산염", 0)]
    [InlineData("덱스케토프로펜트로메타몰", "와파린나트륨", 1)]
    [InlineData("escitalopram oxalate", "pimozide", 1)]
    [InlineData("에스암로디핀니코티네이트", "심바스타틴", 1)]
    public void Check_SaltsAndIsomers_AreMatchedThroughTheirBase(string one, string other, int found) =>
        Assert.Equal(found, Tables.Check(one, other).Interactions.Count);

    [Fact]
    public void Check_LocalForm_IsNotRaisedAndNotSilent()
    {
        var check = Tables.Check("케토코나졸샴푸2%", "심바스타틴정20밀리그램");

        Assert.Empty(check.Interactions);
        Assert.Single(check.Local);
    }

    [Theory]
    [InlineData("니트로글리세린연고", "비아그라정50밀리그램", InteractionSeverity.Contraindicated)]
    [InlineData("nitroglycerin ointment", "sildenafil", InteractionSeverity.Contraindicated)]
    [InlineData("miconazole oral gel", "warfarin", InteractionSeverity.Major)]
    public void Check_FormOnTheSkinThatActsInTheWholeBody_IsRaised(
        string one, string other, InteractionSeverity severity) =>
        Assert.Equal(severity, Assert.Single(Tables.Check(one, other).Interactions).Severity);

    [Fact]
    public void Check_LocalAndSystemicForm_IsRaised() =>
        Assert.Contains(
            Tables.Check("케토코나졸샴푸2%", "케토코나졸정200밀리그램", "심바스타틴정20밀리그램").Interactions,
            i => i is { First: "ketoconazole", Second: "simvastatin" });

    [Fact]
    public void Check_RuleForAnyRoute_HoldsForEyeDrops() =>
        Assert.NotEmpty(Tables.Check("티몰롤점안액0.5%", "베라파밀정40밀리그램").Interactions);

    [Fact]
    public void Check_OneLicensedCombination_IsNotRaisedAgainstItself()
    {
        Assert.Empty(Tables.Check("비모보정500/20밀리그램").Interactions);
        Assert.Empty(Tables.Check("칼레트라정").Interactions);
    }

    [Fact]
    public void Check_TwoDrugsWrittenAsOne_AreChecked() =>
        Assert.Single(Tables.Check("와파린/이부프로펜").Interactions);

    [Fact]
    public void Check_TwelveDrugs_LooksUpAllPairs()
    {
        var check = Tables.Check(
            "와파린", "이부프로펜", "심바스타틴", "암로디핀", "디곡신", "아미오다론", "플루옥세틴", "트라마돌", "리튬",
            "에날라프릴", "스피로노락톤", "시프로플록사신");

        Assert.Equal(66, check.PairsChecked);
        Assert.True(check.Interactions.Count > 10);
        Assert.Equal(check.Interactions.Count, check.Interactions.Select(i => (i.First, i.Second)).Distinct().Count());
    }

    [Fact]
    public void Check_CodeAndNameDiffer_ChecksTheIngredientsOfBoth()
    {
        var simvastatin = Tables.Drugs.Products.First(p => p.Ingredients is ["simvastatin"]).Code;

        var check = Tables.CheckItems([new(1, simvastatin, "와파린정"), new(2, null, "이부프로펜"), new(3, null, "겜피브로질")]);

        Assert.Contains(check.Interactions, i => i is { First: "ibuprofen", Second: "warfarin" });
        Assert.Contains(check.Interactions, i => i is { First: "gemfibrozil", Second: "simvastatin" });
    }
}
