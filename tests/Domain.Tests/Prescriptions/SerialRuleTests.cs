using OpsFlow.Domain.Prescriptions;

namespace OpsFlow.Domain.Tests.Prescriptions;

public sealed class SerialRuleTests
{
    private static readonly TimeZoneInfo s_seoul = TimeZoneInfo.FindSystemTimeZoneById("Asia/Seoul");

    [Fact]
    public void DayOf_Serial_IsItsFirstEightDigits() =>
        Assert.Equal(new DateOnly(2026, 3, 7), new SerialRule().DayOf("20260307000059"));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("2026030700005")]
    [InlineData("202603070000591")]
    [InlineData("20260230000001")]
    [InlineData("20260307OOOO59")]
    [InlineData("20260307000059\n")]
    [InlineData("２０２６０３０７００００５９")]
    [InlineData("20260307000059'--")]
    public void DayOf_Malformed_IsNull(string? serial) => Assert.Null(new SerialRule().DayOf(serial));

    [Fact]
    public void DayOf_OtherPattern_ReadsItsDate() =>
        Assert.Equal(new DateOnly(2026, 3, 7), new SerialRule("P(?<date>\\d{6})-\\d+", "yyMMdd").DayOf("P260307-12"));

    [Fact]
    public void Today_JustAfterMidnightInSeoul_IsSeoulsDay()
    {
        // 00:10 in Seoul is the day before in UTC, where the server is.
        var now = new DateTimeOffset(2026, 3, 10, 15, 10, 0, TimeSpan.Zero);

        Assert.Equal(new SerialRule().DayOf("20260311000412"), SerialRule.Today(now, s_seoul));
    }

    [Fact]
    public void Today_OneSecondBeforeMidnight_IsStillTheDayBefore() =>
        Assert.Equal(
            new DateOnly(2026, 3, 10),
            SerialRule.Today(new DateTimeOffset(2026, 3, 10, 14, 59, 59, TimeSpan.Zero), s_seoul));

    [Fact]
    public void Today_ZoneWithSummerTime_FollowsItsOffset()
    {
        var berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

        Assert.Equal(
            new DateOnly(2026, 7, 1), SerialRule.Today(new DateTimeOffset(2026, 6, 30, 22, 30, 0, default), berlin));
        Assert.Equal(
            new DateOnly(2026, 1, 1), SerialRule.Today(new DateTimeOffset(2026, 1, 1, 22, 30, 0, default), berlin));
    }
}
