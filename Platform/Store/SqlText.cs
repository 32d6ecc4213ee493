namespace OpsFlow.Platform.Store;

/// <summary>Search for a text within columns: upper and lower case are the same, and signs are only signs.</summary>
public static class SqlText
{
    /// <summary>A condition that one of the columns holds the text.</summary>
    /// <param name="parameter">The name of the parameter with the pattern, as of <see cref="Anywhere"/>.</param>
    /// <param name="columns">The columns, or SQL for them; written by programmers.</param>
    public static string IsIn(DatabaseKind kind, string parameter, params string[] columns)
    {
        // SQLite's own takes no notice of case, and is several times as fast as one on lowered texts.
        var like = kind == DatabaseKind.Sqlite ? "LIKE" : "ILIKE";
        return $"({string.Join(" OR ", columns.Select(c => $"({c}) {like} @{parameter} ESCAPE '!'"))})";
    }

    /// <summary>The pattern of texts that hold this one.</summary>
    public static string Anywhere(string? text) => $"%{Escape(text)}%";

    /// <summary>The pattern of texts that begin with this one.</summary>
    public static string AtStart(string? text) => $"{Escape(text)}%";

    private static string? Escape(string? text) => text?
        .Replace("!", "!!", StringComparison.Ordinal)
        .Replace("%", "!%", StringComparison.Ordinal)
        .Replace("_", "!_", StringComparison.Ordinal);
}
