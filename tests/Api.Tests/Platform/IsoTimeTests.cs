using System.Globalization;
using OpsFlow.Api.Platform;

namespace OpsFlow.Api.Tests.Platform;

public sealed class IsoTimeTests
{
    [Theory]
    [InlineData("2026-01-31", "2026-01-31T00:00:00+00:00")]
    [InlineData("2026-01-31T09:00+09:00", "2026-01-31T00:00:00+00:00")]
    [InlineData("2026-01-31T09:00:00Z", "2026-01-31T09:00:00+00:00")]
    [InlineData("2026-01-31T09:00:00", "2026-01-31T09:00:00+00:00")]
    [InlineData("2026-01-31T09:00:00.250Z", "2026-01-31T09:00:00.25+00:00")]
    public void TryRead_AsIsoWritesIt_IsTaken(string text, string expected)
    {
        Assert.True(IsoTime.TryRead(text, out var time));
        Assert.Equal(
            expected, time.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.FFzzz", CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("1/12/2026")]
    [InlineData("12:30")]
    [InlineData("2026-13-01")]
    [InlineData("January 2026")]
    [InlineData("")]
    [InlineData(null)]
    public void TryRead_AnyOtherWay_IsRefused(string? text) => Assert.False(IsoTime.TryRead(text, out _));
}
