using OpsFlow.Platform.Settings;

namespace OpsFlow.Platform.Tests.Settings;

public sealed class DurationTests
{
    [Theory]
    [InlineData("45s", 45)]
    [InlineData("30m", 1800)]
    [InlineData("4h", 14400)]
    [InlineData("2d", 172800)]
    [InlineData("00:30:00", 1800)]
    [InlineData("1.00:00:00", 86400)]
    public void Parse_GoodForm_IsRead(string text, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), Duration.Parse(text));

    [Theory]
    [InlineData("4")]
    [InlineData("0")]
    public void Parse_BareNumber_AsksForAUnit(string text) =>
        Assert.Contains("needs a unit", Assert.Throws<FormatException>(() => Duration.Parse(text)).Message,
            StringComparison.Ordinal);

    [Theory]
    [InlineData("4 hours")]
    [InlineData("-4h")]
    [InlineData("4H")]
    [InlineData("4.5h")]
    [InlineData("99999999d")]
    [InlineData("25:61:00")]
    [InlineData("1.5")]
    public void Parse_BadForm_SaysWhichAreGood(string text) =>
        Assert.Contains(
            "4h", Assert.Throws<FormatException>(() => Duration.Parse(text)).Message, StringComparison.Ordinal);
}
