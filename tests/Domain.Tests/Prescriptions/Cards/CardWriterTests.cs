using System.Text.Json;
using OpsFlow.Domain.Prescriptions;
using OpsFlow.Domain.Prescriptions.Cards;
using OpsFlow.Domain.Prescriptions.Interactions;

namespace OpsFlow.Domain.Tests.Prescriptions.Cards;

public sealed class CardWriterTests
{
    [Theory]
    [InlineData("en")]
    [InlineData("ko")]
    public void Write_AnyCheck_IsAWholeCdsCard(string language)
    {
        foreach (var pair in Tables.Pairs.Facts.Keys.Where((_, i) => i % 7 == 0))
        {
            foreach (var card in Tables.Cards(Tables.Check(pair.First, pair.Second, "?"), language))
            {
                Assert.InRange(card.Summary.Length, 1, 139);
                Assert.NotEmpty(card.Detail);
                Assert.Contains(Tables.Pairs.Version, card.Source.Label);
                Assert.Contains(Tables.Pairs.Notice.In(language), card.Detail);
                Assert.NotEqual(Guid.Empty, card.Uuid);
                Assert.All(card.OverrideReasons, r => Assert.NotEmpty(r.Display));
                Assert.Equal(card.Indicator == CardIndicator.Critical, card.IsInterruptive);
            }
        }
    }

    [Fact]
    public void Write_SameCheckTwice_IsTheSameToTheByte()
    {
        string Json() => JsonSerializer.Serialize(Tables.Cards(Tables.Check("와파린", "이부프로펜", "심바스타틴", "이트라코나졸")));

        Assert.Equal(Json(), Json());
        Assert.Contains("\"Indicator\":\"critical\"", Json());
    }

    [Fact]
    public void Write_Languages_HaveTheSameIdsAndCodes()
    {
        var check = Tables.Check("와파린", "이부프로펜", "모름");

        Assert.Equal(
            Tables.Cards(check, "en").Select(Parts), Tables.Cards(check, "ko").Select(Parts));

        static (Guid, string, string) Parts(CdsCard card) =>
            (card.Uuid, card.Rule, string.Join(",", card.OverrideReasons.Select(r => r.Code)));
    }

    [Fact]
    public void Write_ThreeDrugsThatAllInteract_AreThreeCardsInOrder()
    {
        var cards = Tables.Cards(Tables.Check("심바스타틴", "아미오다론", "와파린", "이트라코나졸"));

        Assert.Equal(cards.OrderByDescending(c => c.Indicator).Select(c => c.Uuid), cards.Select(c => c.Uuid));
        Assert.Equal(CardIndicator.Critical, cards[0].Indicator);
        Assert.True(cards.Count >= 3);
    }

    [Fact]
    public void Write_PairsThatAProviderTellsBeside_ComeBehindTheOwnOnesWithTheirSeverity()
    {
        var own = Tables.Check("와파린", "이부프로펜");
        var beside = own.Interactions[0] with
        {
            First = "fluconazole", Severity = InteractionSeverity.Contraindicated, FirstLines = [],
        };

        var cards = Tables.Cards(own with { Others = [beside] });

        Assert.Equal([CardKind.Interaction, CardKind.Beside], cards.Select(c => c.Kind));
        Assert.Equal((CardIndicator.Critical, "interaction:fluconazole+warfarin"), (cards[1].Indicator, cards[1].Rule));
        Assert.Equal([1], cards[1].Lines);
        Assert.Contains("beside what it was asked", cards[1].Detail);
        Assert.NotEmpty(cards[1].OverrideReasons);
        Assert.Equal(
            CardKind.Beside, Assert.Single(Tables.Cards(Tables.Check("와파린") with { Others = [beside] })).Kind);
    }

    [Theory]
    [InlineData("for 1 drug", "와파린")]
    [InlineData("for 2 drugs", "와파린", "세픽심")]
    public void Write_NothingFound_SaysThatTheTableHasNoEntry(string end, params string[] names)
    {
        var card = Assert.Single(Tables.Cards(Tables.Check(names)));

        Assert.Equal(CardIndicator.Info, card.Indicator);
        Assert.StartsWith($"No entry found in table {Tables.Pairs.Version}", card.Summary);
        Assert.EndsWith(end, card.Summary, StringComparison.Ordinal);
        Assert.DoesNotContain("safe", card.Detail, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("no interaction", card.Detail, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Write_NoDrugs_IsInfo() =>
        Assert.Equal(CardIndicator.Info, Assert.Single(Tables.Cards(Tables.Check(Array.Empty<string>()))).Indicator);

    [Theory]
    [InlineData("조제약 3일분")]
    [InlineData("")]
    [InlineData("심바\uFFFD타틴20")]
    [InlineData("한방파스 대형")]
    public void Write_UnknownDrug_IsAWarningThatItIsNotChecked(string unknown)
    {
        var card = Assert.Single(Tables.Cards(Tables.Check("와파린", unknown)));

        Assert.Equal(CardIndicator.Warning, card.Indicator);
        Assert.Equal("1 of 2 items not recognized: not checked", card.Summary);
        Assert.DoesNotContain("safe", card.Detail, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Write_DoseThatCannotBeRead_FindsThePairAndWarnsOfTheLine()
    {
        var check = Tables.CheckItems([new(1, null, "와파린정", HasUnreadable: true), new(2, null, "이부프로펜정")]);

        var cards = Tables.Cards(check);

        Assert.Contains(cards, c => c.Kind == CardKind.Interaction);
        var warning = Assert.Single(cards, c => c.Kind == CardKind.Unchecked);
        Assert.Equal("1 of 2 items have a value that cannot be read", warning.Summary);
        Assert.Contains("Line 1: 와파린정 - its dose", warning.Detail);
    }

    [Fact]
    public void Write_CheckNotDone_IsAWarningAndNeverEmpty()
    {
        var cards = Tables.Cards(Tables.CheckItems([new(1, null, "와파린")], failure: "HTTP 500"));

        var card = Assert.Single(cards);
        Assert.Equal(CardKind.Failed, card.Kind);
        Assert.Equal(CardIndicator.Warning, card.Indicator);
        Assert.DoesNotContain("undefined", card.Detail);
    }

    [Fact]
    public void Write_RuleWithOneLanguage_FallsBackToIt()
    {
        var table = Tables.Read(
            Tables.Rule("warfarin", "digoxin", "major").Replace("\"en\":\"e\"", "\"ko\":\"효과\""));
        var check = Tables.CheckItems([new(1, null, "warfarin"), new(2, null, "digoxin")], table);

        Assert.Contains("효과", Assert.Single(Tables.Cards(check, "en")).Detail);
        Assert.Contains("\na\n", Assert.Single(Tables.Cards(check, "ko")).Detail);
    }

    [Fact]
    public void Write_InjectionAgainstTablet_ShowsTheCondition()
    {
        var card = Tables.Cards(Tables.Check("에리트로마이신주사500밀리그램", "아미오다론정200밀리그램"))[0];

        Assert.Contains("erythromycin by injection", card.Detail);
        Assert.Contains("[injection]", card.Detail);
    }

    [Fact]
    public void Write_LongAndOddNames_StayWithinTheCard()
    {
        var check = Tables.Check("와파린", new string('가', 300) + "\u202E\t<b>x</b>\u001B@");

        var card = Assert.Single(Tables.Cards(check));
        Assert.DoesNotContain('\u202E', card.Detail);
        Assert.DoesNotContain('\u001B', card.Detail);
        Assert.True(card.Detail.Length < 600);
    }

    [Fact]
    public void Write_NewContent_MakesNewIds()
    {
        var check = Tables.Check("와파린", "이부프로펜");

        Assert.NotEqual(
            CardWriter.Write("s/v1", check, Tables.Drugs.Ingredients, "en")[0].Uuid,
            CardWriter.Write("s/v2", check, Tables.Drugs.Ingredients, "en")[0].Uuid);
    }

    [Fact]
    public void Write_OnlyTheDoseChanges_IsAnotherCardThanTheOneThatWasDecidedOn()
    {
        var (old, raised) = (Of(1m), Of(4m));

        Assert.Equal((CardIndicator.Info, CardIndicator.Warning), (old.Indicator, raised.Indicator));
        Assert.Equal(old.Rule, raised.Rule);
        Assert.NotEqual(old.Uuid, raised.Uuid);

        static CdsCard Of(decimal units)
        {
            PrescriptionItem[] items =
                [new(1, null, "심바스타틴정10밀리그램", units, 1m), new(2, null, "암로디핀정5밀리그램", 1m, 1m)];
            var version = new Prescription("20260311000412", "P1", items).Version;
            return Assert.Single(
                CardWriter.Write(
                    $"20260311000412/{version}", Tables.CheckItems(items), Tables.Drugs.Ingredients, "en"),
                c => c.Kind == CardKind.Interaction);
        }
    }

    [Fact]
    public void IndicatorOf_OnlyContraindicated_IsCritical() =>
        Assert.Equal(
            [CardIndicator.Info, CardIndicator.Info, CardIndicator.Warning, CardIndicator.Critical],
            Enum.GetValues<InteractionSeverity>().Select(CardWriter.IndicatorOf));
}
