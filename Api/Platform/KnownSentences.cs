namespace OpsFlow.Api.Platform;

/// <summary>Sentences that workflows and records keep in English, told in the language of the flow.</summary>
internal static class KnownSentences
{
    /// <summary>Stands for whom or what a sentence names.</summary>
    public const string Named = "\0";

    /// <summary>A sentence in words; null for one that is not known.</summary>
    /// <param name="known">Sentences, each with at most one name, and their words with it.</param>
    public static string? InWords(
        this IEnumerable<(string Sentence, Func<string, string> Words)> known, string sentence)
    {
        foreach (var (one, words) in known)
        {
            var parts = one.Split(Named);
            if (parts.Length == 1 ? sentence == one
                : sentence.Length >= one.Length
                    && sentence.StartsWith(parts[0], StringComparison.Ordinal)
                    && sentence.EndsWith(parts[1], StringComparison.Ordinal))
            {
                return words(parts.Length == 1 ? "" : sentence[parts[0].Length..^parts[1].Length]);
            }
        }

        return null;
    }
}
