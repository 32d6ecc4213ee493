namespace UnaryGrpc.Tests;

public sealed class GrpcWireTests
{
    [Theory]
    [InlineData("plain text", "plain text")]
    [InlineData("100%", "100%25")]
    [InlineData("a\nb", "a%0Ab")]
    [InlineData("없음", "%EC%97%86%EC%9D%8C")]
    public void EncodeMessage_ThenDecode_GivesTheMessage(string message, string encoded)
    {
        Assert.Equal(encoded, GrpcWire.EncodeMessage(message));
        Assert.Equal(message, GrpcWire.DecodeMessage(encoded));
    }

    [Theory]
    [InlineData("%", "%")]
    [InlineData("%4", "%4")]
    [InlineData("%zz", "%zz")]
    [InlineData("50%25 %", "50% %")]
    public void DecodeMessage_InvalidEscape_StandsForItself(string encoded, string message) =>
        Assert.Equal(message, GrpcWire.DecodeMessage(encoded));

    [Theory]
    [InlineData("1H", 3600_000)]
    [InlineData("2M", 120_000)]
    [InlineData("3S", 3000)]
    [InlineData("4m", 4)]
    [InlineData("99999999H", 315_360_000_000_000)]
    public void TryDecodeTimeout_WellFormed_GivesTheTime(string text, double milliseconds)
    {
        Assert.True(GrpcWire.TryDecodeTimeout(text, out var timeout));
        Assert.Equal(milliseconds, timeout.TotalMilliseconds);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("S")]
    [InlineData("5")]
    [InlineData("-1S")]
    [InlineData("1X")]
    [InlineData("123456789S")]
    public void TryDecodeTimeout_Malformed_IsRefused(string? text) => Assert.False(GrpcWire.TryDecodeTimeout(text, out _));

    [Theory]
    [InlineData(0)]
    [InlineData(70)]
    [InlineData(86_400 * 30)]
    public void EncodeTimeout_ThenDecode_IsNotShorter(int seconds)
    {
        var timeout = TimeSpan.FromSeconds(seconds);
        Assert.True(GrpcWire.TryDecodeTimeout(GrpcWire.EncodeTimeout(timeout), out var decoded));
        Assert.True(decoded >= timeout);
    }

    [Fact]
    public void DecodeBinary_PaddedOrNot_GivesTheBytes()
    {
        Assert.Equal([1, 2], GrpcWire.DecodeBinary("AQI"));
        Assert.Equal([1, 2], GrpcWire.DecodeBinary("AQI="));
        Assert.Null(GrpcWire.DecodeBinary("*"));
        Assert.Equal("AQI", GrpcWire.EncodeBinary([1, 2]));
    }
}
