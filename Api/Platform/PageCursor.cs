using System.Globalization;
using OpsFlow.Api.Errors;

namespace OpsFlow.Api.Platform;

/// <summary>The place where a page of a list by time ends and the next one begins: a time and an id.</summary>
internal static class PageCursor
{
    /// <summary>The cursor after a row.</summary>
    /// <param name="at">The row's time in Unix milliseconds.</param>
    public static string Of(long at, string id) => $"{at}-{id}";

    /// <summary>Reads a cursor, or says that it was never given out.</summary>
    /// <returns>The place; null for the start of the list.</returns>
    public static (long At, string Id)? Read(string? cursor, List<string> faults)
    {
        if (cursor is null)
        {
            return null;
        }

        if (cursor.Split('-', 2) is [var at, var id]
            && long.TryParse(at, NumberStyles.None, CultureInfo.InvariantCulture, out var millis))
        {
            return (millis, id);
        }

        faults.Add($"cursor: {FaultWords.Cursor}");
        return null;
    }
}
