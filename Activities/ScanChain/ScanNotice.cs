namespace OpsFlow.Activities.ScanChain;

/// <summary>What the user should know besides the answer.</summary>
internal static class ScanNotice
{
    /// <summary>That there is more in the picture, and what else is to be said; null for nothing.</summary>
    public static string? Of(IReadOnlyList<string>? others, string? notice) =>
        others is not { Count: > 0 } ? notice
            : notice is null ? AlsoSeen(others)
            : $"{notice} {AlsoSeen(others)}";

    private static string AlsoSeen(IReadOnlyList<string> others) =>
        ScanWords.FormatAlsoSeen(string.Join(", ", others));
}
