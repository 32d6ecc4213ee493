namespace OpsFlow.Domain.Waste.Matching;

/// <summary>English words as they are compared: without the endings of number.</summary>
internal static class EnglishWords
{
    // What follows one of these describes what stands before: a carton with a straw.
    private static readonly HashSet<string> s_after =
        ["with", "of", "from", "in", "on", "for", "that", "which", "without", "after", "to", "at", "by", "has", "have"];

    // Glasses are worn; a glass is another thing.
    public static string Stem(string word) =>
        word.Length <= 3 || word == "glasses" || word.EndsWith("ss", StringComparison.Ordinal)
        ? word
        : word.EndsWith("ies", StringComparison.Ordinal) ? word[..^3] + "y"
        : EndsIn(word, "ches", "shes", "sses", "xes", "toes") ? word[..^2]
        : word.EndsWith("ves", StringComparison.Ordinal) && word.Length > 5 ? word[..^3] + "f"
        : word.EndsWith('s') && !EndsIn(word, "us", "is") ? word[..^1]
        : word;

    public static bool TurnsBack(string word) => s_after.Contains(word);

    /// <summary>Where words are found. Compounds are written in one word or in two: eggshell, egg shell.</summary>
    public static IEnumerable<(int At, int Count)> Runs(IReadOnlyList<string> stems, string looked)
    {
        for (var at = 0; at < stems.Count; at++)
        {
            var joined = "";
            for (var count = 1; at + count <= stems.Count && joined.Length < looked.Length; count++)
            {
                joined += stems[at + count - 1];
                if (joined == looked)
                {
                    yield return (at, count);
                }
            }
        }
    }

    private static bool EndsIn(string word, params string[] endings) =>
        endings.Any(e => word.EndsWith(e, StringComparison.Ordinal));
}
