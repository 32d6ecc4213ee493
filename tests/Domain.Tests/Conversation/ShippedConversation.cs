using OpsFlow.Domain.Conversation.Routing;
using OpsFlow.Domain.Tests.Waste;
using OpsFlow.Records.Conversation;

namespace OpsFlow.Domain.Tests.Conversation;

/// <summary>The rules that ship, read once.</summary>
internal static class ShippedConversation
{
    public static ConversationRules Rules { get; } = Read();

    public static PreRouter Router { get; } = new(
        Rules.Words,
        new(
            Rules.Intents, Rules.Words.Text,
            ShippedWaste.Catalog.Characters.SelectMany(c => new[] { c.Name.Ko, c.Name.En })));

    private static ConversationRules Read()
    {
        var (rules, faults) = ConversationFiles.Read(ConversationFiles.Shipped);
        Assert.Empty(faults);
        return rules!;
    }
}
