using System.Globalization;
using System.Text;
using OpsFlow.Domain.Prescriptions.Labels;

namespace OpsFlow.Domain.Tests.Prescriptions.Labels;

public sealed class LabelLayoutTests
{
    private static readonly Encoding s_cp949 = CodePagesEncodingProvider.Instance.GetEncoding(949)!;

    private static Label Of(string name, decimal? amount = 3.5m, string unit = "정", string? directions = null) =>
        new("새봄약국", name, amount, unit, directions, [], "2026-03-11");

    [Theory]
    [InlineData("111", "111정")]
    [InlineData("333", "333정")]
    [InlineData("2.5", "2.5정")]
    [InlineData("222.00", "222정")]
    [InlineData("0.1", "0.1정")]
    public void LayOut_Amounts_ArePrintedAsDecimals(string amount, string printed) =>
        Assert.EndsWith(
            printed,
            LabelLayout.LayOut(Of("약", decimal.Parse(amount, CultureInfo.InvariantCulture))).Lines[2].Text);

    [Theory]
    [InlineData(111)]
    [InlineData(222)]
    [InlineData(333)]
    public void LayOut_TabletsCountedInPacksOfNine_ArePrintedWhole(int tablets)
    {
        var packs = tablets / 9m;

        Assert.EndsWith($" {tablets}정", LabelLayout.LayOut(Of("약", packs * 9m)).Lines[2].Text);
    }

    [Fact]
    public void LayOut_NameAndAmountThatFit_AreOnOneLineOfTheFullWidth()
    {
        var line = LabelLayout.LayOut(Of("아세트아미노펜정 650mg")).Lines[2].Text;

        Assert.StartsWith("아세트아미노펜정 650mg", line);
        Assert.EndsWith("3.5정", line);
        Assert.Equal(42, s_cp949.GetByteCount(line));
    }

    [Fact]
    public void LayOut_LongName_WrapsAtAWordAndKeepsTheAmountOnTheLastLine()
    {
        var lines = LabelLayout.LayOut(Of("타이레놀8시간이알서방정650밀리그램 아세트아미노펜 서방형 제제")).Lines
            .Where(l => l.IsBold).Select(l => l.Text).ToList();

        Assert.True(lines.Count > 1);
        Assert.EndsWith("3.5정", lines[^1]);
        Assert.All(lines, l => Assert.True(s_cp949.GetByteCount(l) <= 42));
        Assert.Equal(42, s_cp949.GetByteCount(lines[^1]));
    }

    [Theory]
    [InlineData("와파린나트륨정")]
    [InlineData("똠방각하")]
    [InlineData("펲 햏 ㎎")]
    public void Write_KoreanText_IsCodePage949(string text)
    {
        var page = LabelLayout.LayOut(Of(text));
        var bytes = EscPos.Write(page);

        Assert.Empty(page.Replaced);
        Assert.Contains(text, s_cp949.GetString(bytes));
        Assert.True(bytes.AsSpan().IndexOf(s_cp949.GetBytes(text)) > 0);
        Assert.DoesNotContain((byte)'?', bytes);
    }

    [Fact]
    public void Write_DecomposedHangul_IsComposedFirst() =>
        Assert.Equal(
            EscPos.Write(LabelLayout.LayOut(Of("와파린"))),
            EscPos.Write(LabelLayout.LayOut(Of("와파린".Normalize(NormalizationForm.FormD)))));

    [Fact]
    public void LayOut_Emoji_IsOneMarkNamedInThePreviewAndShiftsNothing()
    {
        var page = LabelLayout.LayOut(Of("약👍정"));

        Assert.Equal(["👍"], page.Replaced);
        Assert.Contains("약□정", page.Lines[2].Text);
        Assert.Equal(42, s_cp949.GetByteCount(page.Lines[2].Text));
    }

    [Fact]
    public void Write_ControlBytesInAName_NeverReachThePrinter()
    {
        var plain = EscPos.Write(LabelLayout.LayOut(Of("약 @p정")));

        Assert.Equal(plain, EscPos.Write(LabelLayout.LayOut(Of("약\u001B@p\u202E정"))));
        Assert.Equal(1, plain.Count(b => b == 0x1C));
    }

    [Fact]
    public void Draw_MarkupInAName_IsEscaped()
    {
        var svg = LabelPicture.Draw(LabelLayout.LayOut(Of("<b>x</b>&")));

        Assert.Contains("&lt;b&gt;x&lt;/b&gt;&amp;", svg);
        Assert.DoesNotContain("<b>", svg);
        System.Xml.Linq.XDocument.Parse(svg);
    }

    [Fact]
    public void Draw_CharactersThatThePrinterLacks_NamesThemBelowThePaper()
    {
        var svg = LabelPicture.Draw(LabelLayout.LayOut(Of("정👍정𠮷")));

        Assert.Contains("□ = 👍 𠮷</text>", svg);
        Assert.Contains("정□정□", svg);
    }

    [Theory]
    [InlineData("label-tablet")]
    [InlineData("label-wrapped")]
    public void WriteAndDraw_Golden_AreAsLookedAt(string name)
    {
        var label = name == "label-tablet"
            ? Of("심바스타틴정20밀리그램", 28m, "정", "1일 1회, 1회 1정, 저녁 식후")
            : new Label(
                "새봄약국", "타이레놀8시간이알서방정650밀리그램 아세트아미노펜 👍", 2.5m, "정", "필요시 8시간 간격으로 1정씩 복용하며 하루에 여섯 정을 넘기지 않습니다",
                ["술과 함께 복용하지 마십시오", "Do not take with other products that contain acetaminophen"], "2026-03-11");
        var page = LabelLayout.LayOut(label);

        Golden(name + ".bin", EscPos.Write(page));
        Golden(name + ".svg", Encoding.UTF8.GetBytes(LabelPicture.Draw(page)));
    }

    [Fact]
    public void SelfCheck_ThisRuntime_Passes() => EscPos.SelfCheck();

    private static void Golden(string name, byte[] made)
    {
        var path = Path.Combine(AppContext.BaseDirectory, "Prescriptions/Labels/golden", name);
        if (Environment.GetEnvironmentVariable("OPSFLOW_WRITE_GOLDEN") is { Length: > 0 } folder)
        {
            File.WriteAllBytes(Path.Combine(folder, name), made);
            return;
        }

        Assert.Equal(File.ReadAllBytes(path), made);
    }
}
