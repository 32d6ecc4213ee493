using System.Net;
using System.Text.RegularExpressions;

namespace OpsFlow.Infrastructure.Documents;

/// <summary>What a person reads of HTML.</summary>
internal static class HtmlText
{
    // Strangers write it: the time must grow with the length alone, which only this engine promises.
    private const RegexOptions Options =
        RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.Singleline
        | RegexOptions.CultureInvariant;

    // What is never closed hides all that follows, as in a browser; were each beginning looked at in vain, the time
    // would grow with the square even so.
    private static readonly Regex s_hidden = new(
        @"<script\b.*?(?:</script\s*>|\z)|<style\b.*?(?:</style\s*>|\z)|<title\b.*?(?:</title\s*>|\z)"
        + @"|<!--.*?(?:-->|\z)",
        Options);

    private static readonly Regex s_blocks = new(
        @"</?(?:p|div|br|li|tr|h[1-6]|section|article|table)\b[^>]*>", Options);

    private static readonly Regex s_tags = new("<[^>]*>", Options);

    /// <summary>Its text, each block on a line of its own.</summary>
    public static string Plain(string html) =>
        WebUtility.HtmlDecode(s_tags.Replace(s_blocks.Replace(s_hidden.Replace(html, " "), "\n"), " "));
}
