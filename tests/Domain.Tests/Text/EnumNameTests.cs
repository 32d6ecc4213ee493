using OpsFlow.Domain.Text;

namespace OpsFlow.Domain.Tests.Text;

public sealed class EnumNameTests
{
    [Theory]
    [InlineData("Monday", DayOfWeek.Monday)]
    [InlineData("sunDAY", DayOfWeek.Sunday)]
    public void TryRead_OneName_IsItsValue(string text, DayOfWeek expected)
    {
        Assert.True(EnumName.TryRead<DayOfWeek>(text, out var day));
        Assert.Equal(expected, day);
    }

    [Theory]
    [InlineData("1")]
    [InlineData("+1")]
    [InlineData("Monday, Tuesday")]
    [InlineData("Monday,Tuesday")]
    [InlineData(" Monday")]
    [InlineData("")]
    [InlineData(null)]
    public void TryRead_NumberListOrOtherText_IsNone(string? text) =>
        Assert.False(EnumName.TryRead<DayOfWeek>(text, out _));
}
