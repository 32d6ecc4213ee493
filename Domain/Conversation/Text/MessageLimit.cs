using System.Globalization;

namespace OpsFlow.Domain.Conversation.Text;

/// <summary>How much of a message a model is shown. A cut never divides what a person sees as one character.</summary>
public static class MessageLimit
{
    /// <summary>The default: characters as a person counts them.</summary>
    public const int Default = 1000;

    /// <summary>The beginning of a message.</summary>
    /// <returns>The text, and whether something was cut off.</returns>
    public static (string Text, bool IsCut) Cut(string message, int max = Default)
    {
        if (message.Length <= max)
        {
            return (message, false);
        }

        var (at, count) = (0, 0);
        while (at < message.Length && count < max)
        {
            at += StringInfo.GetNextTextElementLength(message, at);
            count++;
        }

        return at < message.Length ? (message[..at], true) : (message, false);
    }
}
