namespace OpsFlow.Platform.Settings;

/// <summary>Tells a misspelled name from another one.</summary>
internal static class Typo
{
    /// <summary>
    /// Whether a name becomes another one by one letter more, less or other, or by two neighbors that change places.
    /// </summary>
    public static bool IsOf(string written, string meant)
    {
        var (shorter, longer) = written.Length <= meant.Length ? (written, meant) : (meant, written);
        if (longer.Length - shorter.Length > 1 || written == meant)
        {
            return false;
        }

        var at = 0;
        while (at < shorter.Length && shorter[at] == longer[at])
        {
            at++;
        }

        if (shorter.Length < longer.Length)
        {
            return shorter.AsSpan(at).SequenceEqual(longer.AsSpan(at + 1));
        }

        return shorter.AsSpan(at + 1).SequenceEqual(longer.AsSpan(at + 1))
            || (at + 1 < shorter.Length && shorter[at] == longer[at + 1] && shorter[at + 1] == longer[at]
                && shorter.AsSpan(at + 2).SequenceEqual(longer.AsSpan(at + 2)));
    }
}
