using System.Net;
using System.Text.RegularExpressions;
using OpsFlow.Domain.Text;

namespace OpsFlow.Infrastructure.News;

/// <summary>Texts of other people's pages, made plain.</summary>
internal static partial class NewsText
{
    public const int MaxTitle = 300;
    public const int MaxSummary = 1000;

    /// <summary>Without markup, on one line, and short.</summary>
    public static string Plain(string? html, int max)
    {
        // Long before its end, so that no page makes this slow.
        var text = (html ?? "").CutTo(max * 10);
        text = WebUtility.HtmlDecode(Tag().Replace(text, " "));
        return text.OneLine(max);
    }

    [GeneratedRegex("<[^<>]*>", RegexOptions.NonBacktracking)]
    private static partial Regex Tag();
}
