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
    [InlineData("냉장고 박스는 어떻게 버려요?", "박스")]
    [InlineData("알약 통 버리는 법", "알약 통")]
    [InlineData("a box of batteries", "battery")]
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

    [Theory]
    [InlineData("플라스틱", "플라스틱")]
    [InlineData("투명 플라스틱", "플라스틱")]
    [InlineData("플라스틱류", "플라스틱")]
    [InlineData("딱딱한 플라스틱 조각", "플라스틱")]
    [InlineData("플라스틱 파일", "플라스틱")]
    [InlineData("glass", "유리")]
    [InlineData("clean glass", "유리")]
    public void Match_ClassNameAlone_IsNoMisspellingOfAnItem(string phrase, string expected)
    {
        var match = ShippedWaste.Rules.Match(new(phrase))!;

        Assert.Equal(expected, match.Class);
        Assert.True(match.IsByClass);
    }

    [Theory]
    [InlineData("달걀 포장 투명 플라스틱", "플라스틱")]
    [InlineData("검은색 플라스틱", "플라스틱")]
    [InlineData("약병 플라스틱", "플라스틱")]
    [InlineData("플라스틱 국자", "플라스틱")]
    [InlineData("플라스틱 머그컵", "플라스틱")]
    [InlineData("스텐 머그컵", "금속")]
    [InlineData("유리 화분", "일반쓰레기")]
    [InlineData("나무 국자", "일반쓰레기")]
    [InlineData("종이 아이스박스", "종이")]
    [InlineData("건전지 포장 종이", "종이")]
    [InlineData("plastic vase", "플라스틱")]
    [InlineData("wooden plate", "일반쓰레기")]
    [InlineData("손잡이 플라스틱 프라이팬", "금속")]
    [InlineData("나무 손잡이 칼", "일반쓰레기")]
    [InlineData("비닐 코팅 종이", "일반쓰레기")]
    public void Match_MaterialThatIsSaid_CountsBeforeThatOfTheName(string phrase, string expected) =>
        Assert.Equal(expected, ShippedWaste.Rules.Match(new(phrase))!.Class);

    [Theory]
    [InlineData("텔레비전", "텔레비죤")]
    [InlineData("전자레인지", "전자레인쥐")]
    public void Match_SlipOfTheSameSyllables_IsTheSame(string usual, string slip) =>
        Assert.Equal(Item(usual), Item(slip));

    [Theory]
    [InlineData("플라스틱", "PP", "컵", "플라스틱", false)]
    [InlineData("종이", null, "컵", "종이", false)]
    [InlineData("유리", "병", "bottle", "유리", false)]
    [InlineData("플라스틱", "PET", "병", "플라스틱", true)]
    [InlineData("금속", null, "knife", "금속", false)]
    [InlineData("금속", "고철", "접시", "금속", true)]
    [InlineData("의류", "가방", "bag", "의류", true)]
    [InlineData("플라스틱", "PP", "알약 통", "플라스틱", false)]
    [InlineData("종이", null, "형광등 포장 상자", "종이", false)]
    [InlineData("유리", null, "컵", "일반쓰레기", false)]
    [InlineData("음식물", null, "닭뼈", "일반쓰레기", false)]
    [InlineData("종이", null, "영수증", "일반쓰레기", false)]
    [InlineData("금속", "캔", "건전지", "유해", false)]
    [InlineData("종이", "골판지", "유리병", "유리", false)]
    public void Match_ClassThatWasSeen_DecidesForWhatIsOfEveryMaterial(
        string of, string? subclass, string item, string expected, bool isByClass)
    {
        var match = ShippedWaste.Rules.Match(new(item, of, subclass))!;

        Assert.Equal((expected, isByClass), (match.Class, match.IsByClass));
    }

    [Theory]
    [InlineData("종이", "피자 박스", "코팅되지 않음", "종이")]
    [InlineData("종이", "피자 박스", "기름기가 전혀 없음", "종이")]
    [InlineData("종이", "피자 박스", "not at all greasy", "종이")]
    [InlineData("종이", "피자 박스", "grease-free", "종이")]
    [InlineData("유리", "잼병", "안 깨짐", "유리")]
    [InlineData("유리", "잼병", "깨짐", "일반쓰레기")]
    public void Match_ConditionThatIsDenied_TurnsNothing(string of, string item, string condition, string expected) =>
        Assert.Equal(expected, ShippedWaste.Rules.Match(new(item, of, null, null, [condition]))!.Class);

    [Theory]
    [InlineData("아이스크림 통", "child", false)]
    [InlineData("아이스팩", "child", false)]
    [InlineData("택배 아이스박스", "child", false)]
    [InlineData("아이 옷", "child", true)]
    [InlineData("택배박스", "parcel", true)]
    [InlineData("오염된 신문지", "soiled", true)]
    public void Match_ShortWordOfASituation_IsNoBeginningOfAnother(string phrase, string tag, bool isSaid) =>
        Assert.Equal(isSaid, ShippedWaste.Rules.Match(new(phrase))!.Tags.Any(t => t.Id == tag));

    [Theory]
    [InlineData("부탄까스 통")]
    [InlineData("내용물 남은 부탄가스")]
    [InlineData("헤어스프레이")]
    [InlineData("락카 스프레이")]
    [InlineData("농약병")]
    [InlineData("단추 전지")]
    public void Match_WhatDoesHarm_IsMarked(string phrase) =>
        Assert.True(ShippedWaste.Rules.Match(new(phrase))!.Item.Hazardous);

    [Theory]
    [InlineData("기름에 젖은 치킨 상자", false)]
    [InlineData("물에 젖은 택배박스", true)]
    public void Match_WhatGoesIntoTheBag_IsNotDriedFirst(string phrase, bool isDried) => Assert.Equal(
        isDried,
        ShippedWaste.Rules.Match(new(phrase))!.Instructions.Any(i => i.Rule == "tag:wet"));

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
