using System.Net;
using System.Text.RegularExpressions;

namespace OpsFlow.Infrastructure.Documents;

/// <summary>What a person reads of HTML.</summary>
internal static partial class HtmlText
{
    /// <summary>Its text, each block on a line of its own.</summary>
    public static string Plain(string html) =>
        WebUtility.HtmlDecode(Tags().Replace(Blocks().Replace(Hidden().Replace(html, " "), "\n"), " "));

    [GeneratedRegex(@"<(script|style|head)\b.*?</\1\s*>|<!--.*?-->", RegexOptions.Singleline | RegexOptions.IgnoreCase)]
    private static partial Regex Hidden();

    [GeneratedRegex(@"</?(p|div|br|li|tr|h[1-6]|section|article|table)\b[^>]*>", RegexOptions.IgnoreCase)]
    private static partial Regex Blocks();

    [GeneratedRegex("<[^>]{0,2000}>")]
    private static partial Regex Tags();
}
