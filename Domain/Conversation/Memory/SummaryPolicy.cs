namespace OpsFlow.Domain.Conversation.Memory;

/// <summary>When a conversation is summarized, by the window of the model that goes on with it.</summary>
/// <param name="Trigger">The most tokens of a prompt: the window without room for the answer.</param>
/// <param name="Summary">The most tokens of a summary.</param>
public sealed record SummaryPolicy(long Trigger, int Summary)
{
    /// <summary>So many of the last messages stay word for word.</summary>
    public const int Kept = 10;

    /// <summary>So many messages that no summary tells of are summarized, however short they are.</summary>
    public const int Most = 40;

    private const int MaxSummary = 65_536;
    private const double SummaryShare = 0.15;

    // What is assumed of a model of which nothing is said: small ones say it.
    private const int UsualWindow = 32_768;

    /// <summary>That of a model.</summary>
    /// <param name="window">Its context window in tokens; null where nobody says.</param>
    /// <param name="maxOutput">The most tokens of its answer.</param>
    public static SummaryPolicy Of(int? window, int maxOutput)
    {
        var all = window ?? UsualWindow;
        // Some are set to answer with as much as their window holds.
        var output = Math.Min(maxOutput, all / 2);
        return new(all - output, (int)Math.Min(all * SummaryShare, MaxSummary));
    }

    /// <summary>Which of the messages that no summary tells of are summarized now.</summary>
    /// <param name="tokens">Of each, the oldest first.</param>
    /// <param name="rest">What else is in the prompt.</param>
    /// <returns>How many of the oldest; 0 for none.</returns>
    public int Count(IReadOnlyList<long> tokens, long rest) =>
        tokens.Count > Most || (tokens.Count > 1 && tokens.Sum() + rest > Trigger)
            ? Math.Max(tokens.Count - Kept, tokens.Count > Kept ? 0 : tokens.Count / 2)
            : 0;
}
