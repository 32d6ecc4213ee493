using System.Text.Json.Nodes;
using OpsFlow.Domain.Text;
using OpsFlow.Infrastructure.Slack;

namespace OpsFlow.Activities.ErrorAnalysis.Notifications;

/// <summary>Takes out of a message what must not be read in a chat.</summary>
internal static class SlackRedaction
{
    public static SlackMessage Redacted(this SlackMessage message, Redactor redactor)
    {
        var blocks = (JsonArray)message.Blocks.DeepClone();
        Redact(blocks, redactor);
        return new(redactor.Redact(message.Text), blocks);
    }

    // What people read is in the fields named "text"; ids, values and addresses stay.
    private static void Redact(JsonNode? node, Redactor redactor)
    {
        switch (node)
        {
            case JsonArray array:
                foreach (var item in array)
                {
                    Redact(item, redactor);
                }

                break;
            case JsonObject json:
                foreach (var (name, value) in json.ToList())
                {
                    if (name == "text" && value is JsonValue text && text.TryGetValue<string>(out var words))
                    {
                        json[name] = redactor.Redact(words);
                    }
                    else
                    {
                        Redact(value, redactor);
                    }
                }

                break;
        }
    }
}
