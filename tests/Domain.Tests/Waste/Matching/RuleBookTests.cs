using System.Text;
using OpsFlow.Domain.Waste.Matching;

namespace OpsFlow.Domain.Tests.Waste.Matching;

public sealed class RuleBookTests
{
    [Theory]
    [InlineData("요구르트 컵 은박뚜껑 붙은 거", "요구르트 컵")]
    [InlineData("a jar with a metal lid", "jar")]
    [InlineData("건전지 들어가는 장난감", "장난감")]
    [InlineData("리모컨에서 뺀 건전지", "건전지")]
    public void Match_AttachedPart_IsNotTakenForTheThing(string phrase, string thing) =>
        Assert.Equal(Item(thing), Item(phrase));

    [Theory]
    [InlineData("생수병", "생수병")]
    [InlineData("생수병", "생수 병이요")]
    [InlineData("캔", "ＣＡＮ")]
    [InlineData("eggshell", "Egg Shells")]
    public void Match_OtherSpelling_IsTheSame(string usual, string other) =>
        Assert.Equal(Item(usual), Item(other));

    [Fact]
    public void Match_LettersOfDecomposedHangul_AreComposed()
    {
        var letters = new string([.. "플라스틱 바구니".SelectMany(Letters)]);

        Assert.NotEqual("플라스틱 바구니", letters);
        Assert.Equal("plastic-basket", Item(letters));
    }

    [Theory]
    [InlineData("기름 묻은 피자 박스", "일반쓰레기")]
    [InlineData("기름 안 묻은 피자 박스", "종이")]
    [InlineData("코팅된 전단지", "일반쓰레기")]
    [InlineData("코팅 없는 전단지", "종이")]
    [InlineData("pizza box without grease", "종이")]
    [InlineData("물 묻은 택배박스", "종이")]
    [InlineData("흙묻은 신문지", "종이")]
    [InlineData("국물 묻은 택배박스", "일반쓰레기")]
    [InlineData("덜 씻은 고추장 묻은 비닐", "일반쓰레기")]
    [InlineData("종이로 된 컵", "종이")]
    [InlineData("플라스틱으로 만든 그릇", "플라스틱")]
    [InlineData("greasy pizza box", "일반쓰레기")]
    public void Match_Situation_TurnsTheClassUnlessDenied(string phrase, string expected) =>
        Assert.Equal(expected, ShippedWaste.Rules.Match(new(phrase))!.Class);

    [Theory]
    [InlineData("파란색 뚜껑 달린 생수병", "투명PET")]
    [InlineData("초록색 라벨 붙은 생수병", "투명PET")]
    [InlineData("water bottle with a blue cap", "투명PET")]
    [InlineData("파란색 생수병", null)]
    public void Match_ColorOfAPart_IsNotThatOfTheThing(string phrase, string? subclass) =>
        Assert.Equal(subclass, ShippedWaste.Rules.Match(new(phrase))!.Subclass);

    [Fact]
    public void Match_UnknownThingOfAKnownClass_TakesTheClassRule()
    {
        var match = ShippedWaste.Rules.Match(new("quux", "금속", "고철"))!;

        Assert.True(match.IsByClass);
        Assert.Equal("고철", match.Subclass);
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("quux blorp")]
    [InlineData("\ud83d")]
    [InlineData("!!!")]
    public void Match_NothingKnown_IsNull(string phrase) => Assert.Null(ShippedWaste.Rules.Match(new(phrase)));

    [Fact]
    public void Match_EveryNameAndAlias_FindsItsOwnItem()
    {
        var lost = ShippedWaste.Catalog.Items
            .SelectMany(i => i.Aliases.All.Append(i.Name.Ko).Append(i.Name.En).Select(a => (i.Id, Alias: a)))
            .Where(a => Item(a.Alias) != a.Id).Select(a => $"{a.Alias}: {Item(a.Alias)}, not {a.Id}");

        Assert.Empty(lost);
    }

    [Fact]
    public void Match_VeryLongText_IsCut()
    {
        var text = new StringBuilder();
        for (var i = 0; i < 20_000; i++)
        {
            text.Append("묻은 컵 ");
        }

        Assert.NotNull(ShippedWaste.Rules.Match(new(text.ToString())));
    }

    private static string? Item(string phrase) => ShippedWaste.Rules.Match(new(phrase))?.Item.Id;

    private static IEnumerable<char> Letters(char syllable)
    {
        if (syllable is < '가' or > '힣')
        {
            return [syllable];
        }

        var index = syllable - '가';
        var final = index % 28;
        char[] letters = [(char)(0x1100 + (index / 588)), (char)(0x1161 + (index / 28 % 21))];
        return final == 0 ? letters : letters.Append((char)(0x11a7 + final));
    }
}
