namespace OpsFlow.Scenarios.Support;

/// <summary>The rules of messages that Slack enforces and the emulator does not. Source: Block Kit reference.</summary>
public static class SlackRules
{
    public static void Check(JsonObject message)
    {
        Assert.InRange(message["text"]!.ToString().Length, 1, 40_000);
        var blocks = message["blocks"]!.AsArray();
        Assert.InRange(blocks.Count, 1, 50);
        var ids = blocks.Select(b => b!["block_id"]?.ToString()).Where(i => i is not null).ToList();
        Assert.Equal(ids.Count, ids.Distinct().Count());
        Assert.All(ids, i => Assert.InRange(i!.Length, 1, 255));
        foreach (var block in blocks)
        {
            switch (block!["type"]!.ToString())
            {
                case "header":
                    CheckText(block["text"]!, 150, "plain_text");
                    break;
                case "section":
                    CheckText(block["text"]!, 3000, "mrkdwn", "plain_text");
                    break;
                case "context":
                    Assert.InRange(block["elements"]!.AsArray().Count, 1, 10);
                    Assert.All(block["elements"]!.AsArray(), e => Assert.InRange(
                        e!["text"]!.ToString().Length, 1, 2000));
                    break;
                case "actions":
                    Assert.InRange(block["elements"]!.AsArray().Count, 1, 25);
                    Assert.All(block["elements"]!.AsArray(), e => CheckButton(e!));
                    var actions = block["elements"]!.AsArray().Select(e => e!["action_id"]!.ToString()).ToList();
                    Assert.Equal(actions.Count, actions.Distinct().Count());
                    break;
                default:
                    Assert.Fail($"unexpected block {block.ToJsonString()}");
                    break;
            }
        }
    }

    private static void CheckButton(JsonNode button)
    {
        Assert.Equal("button", button["type"]!.ToString());
        CheckText(button["text"]!, 75, "plain_text");
        Assert.InRange(button["action_id"]!.ToString().Length, 1, 255);
        Assert.InRange(button["value"]!.ToString().Length, 1, 2000);
        Assert.Contains(button["style"]?.ToString(), new[] { null, "primary", "danger" });
    }

    private static void CheckText(JsonNode text, int max, params string[] types)
    {
        Assert.Contains(text["type"]!.ToString(), types);
        Assert.InRange(text["text"]!.ToString().Length, 1, max);
    }
}
