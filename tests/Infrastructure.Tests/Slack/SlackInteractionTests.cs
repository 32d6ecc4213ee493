using OpsFlow.Infrastructure.Slack;

namespace OpsFlow.Infrastructure.Tests.Slack;

public sealed class SlackInteractionTests
{
    [Theory]
    [InlineData("""{"id":"U07","username":"jun","name":"Jun"}""", "jun")]
    [InlineData("""{"id":"U07","username":"","name":"Jun"}""", "Jun")]
    [InlineData("""{"id":"U07","username":"","name":""}""", "U07")]
    [InlineData("""{"id":"U07","username":" ","name":null}""", "U07")]
    [InlineData("""{"id":"U07"}""", "U07")]
    public void Parse_Click_NamesWhoClicked(string user, string expected)
    {
        var payload = """{"type":"block_actions","user":""" + user + ""","actions":[{"action_id":"a","value":"v"}]}""";
        Assert.Equal(expected, SlackInteraction.Parse(payload)!.UserName);
    }

    [Theory]
    [InlineData("""{"type":"view_closed","user":{"id":"U07"}}""", true)]
    [InlineData("""{"type":"view_submission"}""", true)]
    [InlineData("""{"type":"shortcut","callback_id":"x"}""", true)]
    [InlineData("""{"type":"message_action"}""", true)]
    [InlineData("""{"type":"block_suggestion"}""", true)]
    [InlineData("""{"type":"block_actions"}""", false)]
    [InlineData("""{"type":5}""", false)]
    [InlineData("[]", false)]
    [InlineData("{", false)]
    [InlineData("", false)]
    public void IsOther_Interaction_IsTrueOfAllButClicks(string payload, bool expected) =>
        Assert.Equal(expected, SlackInteraction.IsOther(payload));
}
