namespace OpsFlow.Domain.Waste.Matching;

/// <summary>English words as they are compared: without the endings of number.</summary>
internal static class EnglishWords
{
    // What follows one of these describes what stands before: a carton with a straw.
    private static readonly HashSet<string> s_after =
        ["with", "of", "from", "in", "on", "for", "that", "which", "without", "after", "to", "at", "by", "has", "have"];

    public static string Stem(string word) => word.Length <= 3 || word.EndsWith("ss", StringComparison.Ordinal)
        ? word
        : word.EndsWith("ies", StringComparison.Ordinal) ? word[..^3] + "y"
        : EndsIn(word, "ches", "shes", "sses", "xes", "toes") ? word[..^2]
        : word.EndsWith("ves", StringComparison.Ordinal) && word.Length > 5 ? word[..^3] + "f"
        : word.EndsWith('s') && !EndsIn(word, "us", "is") ? word[..^1]
        : word;

    public static bool TurnsBack(string word) => s_after.Contains(word);

    private static bool EndsIn(string word, params string[] endings) =>
        endings.Any(e => word.EndsWith(e, StringComparison.Ordinal));
}
