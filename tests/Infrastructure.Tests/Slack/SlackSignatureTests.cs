using System.Text;
using OpsFlow.Infrastructure.Slack;

namespace OpsFlow.Infrastructure.Tests.Slack;

public sealed class SlackSignatureTests
{
    // The example of Slack's documentation, "Verifying requests from Slack".
    private const string Secret = "8f742231b10e8888abcd99yyyzzz85a5";
    private const string Timestamp = "1531420618";
    private const string Expected = "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503";

    private static readonly byte[] Body = Encoding.UTF8.GetBytes(
        "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar"
        + "&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com"
        + "%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121."
        + "803a0bc887a14d10d2c447fce8b6703c");

    private static readonly DateTimeOffset Then = DateTimeOffset.FromUnixTimeSeconds(1531420618);

    [Fact]
    public void Sign_TheDocumentedExample_GivesTheDocumentedSignature() =>
        Assert.Equal(Expected, SlackSignature.Sign(Secret, Timestamp, Body));

    [Theory]
    [InlineData(0, true)]
    [InlineData(300, true)]
    [InlineData(-300, true)]
    [InlineData(301, false)]
    [InlineData(-301, false)]
    public void Verify_Window_IsFiveMinutesEitherWay(int seconds, bool valid) =>
        Assert.Equal(valid, SlackSignature.Verify(Secret, Timestamp, Expected, Body, Then.AddSeconds(seconds)));

    [Theory]
    [InlineData(null, Expected)]
    [InlineData("", Expected)]
    [InlineData("-1531420618", Expected)]
    [InlineData("99999999999999999999999", Expected)]
    [InlineData("9223372036854775807", Expected)]
    [InlineData(Timestamp, null)]
    [InlineData(Timestamp, "")]
    [InlineData(Timestamp, "v0=")]
    [InlineData(Timestamp, "v1=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503")]
    public void Verify_MissingOrMalformed_IsRefused(string? timestamp, string? signature) =>
        Assert.False(SlackSignature.Verify(Secret, timestamp, signature, Body, Then));

    [Fact]
    public void Verify_TamperedBody_IsRefused() =>
        Assert.False(SlackSignature.Verify(Secret, Timestamp, Expected, [.. Body, (byte)'x'], Then));
}
