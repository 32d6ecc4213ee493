using OpsFlow.Infrastructure.Slack;

namespace OpsFlow.Infrastructure.Tests.Slack;

public sealed class SlackIdsTests
{
    [Theory]
    [InlineData("U07JUN", "U07JUN")]
    [InlineData(" W07JUN ", "W07JUN")]
    [InlineData("<@U07JUN>", "U07JUN")]
    [InlineData("<@U07JUN|jun>", "U07JUN")]
    [InlineData(" <@U07JUN|Jun Kim> ", "U07JUN")]
    [InlineData("@U07JUN", "U07JUN")]
    [InlineData("https://team.slack.com/team/U07JUN", "U07JUN")]
    [InlineData("jun", null)]
    [InlineData("@jun", null)]
    [InlineData("jun@team.example", null)]
    [InlineData("C07OPS", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void User_AsSlackCopiesIt_IsTheId(string? text, string? expected) =>
        Assert.Equal(expected, SlackIds.User(text));

    [Theory]
    [InlineData("C07OPS", "C07OPS")]
    [InlineData("<#C07OPS|ops>", "C07OPS")]
    [InlineData("<#C07OPS>", "C07OPS")]
    [InlineData("https://team.slack.com/archives/C07OPS/p1700000000000100", "C07OPS")]
    [InlineData(" #ops ", "#ops")]
    [InlineData("ops", "ops")]
    public void Channel_AsSlackCopiesIt_IsTheId(string text, string expected) =>
        Assert.Equal(expected, SlackIds.Channel(text));
}
