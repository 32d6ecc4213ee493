using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace OpsFlow.Domain.CodeAnalysis.Traces;

/// <summary>
/// Undoes what terminals, log collectors, web pages and JSON did to a trace on its way: colors, marks before each line,
/// HTML, and line ends that are written out as <c>\n</c>.
/// </summary>
internal static class TraceText
{
    private const RegexOptions Linear = RegexOptions.NonBacktracking;
    private const int MaxPrefix = 300;
    private const int MaxPrefixes = 3;
    private const int MinLines = 3;

    private static readonly Regex s_color = new(
        @"(?:\x1B|#033|\\033|\\x1[bB]|\\u001[bB])?\[\d{1,3}(?:;\d{1,3})*m|\x1B\[[0-9;?]*[A-Za-z]", Linear);

    private static readonly Regex s_html = new(
        @"<br\s*/?>|&nbsp;|&quot;|&lt;|&gt;|&#\d{1,5};|&#x[0-9a-f]{1,4};", Linear | RegexOptions.IgnoreCase);

    private static readonly Regex s_lineTag = new(
        @"<(?:br|/p|/div|/li|/pre|/tr|/h\d|/title)\s*/?>", Linear | RegexOptions.IgnoreCase);

    // Only tags of HTML: "<module>", "<anonymous>" and "<init>" are names.
    private static readonly Regex s_tag = new(
        @"</?(?:html|head|body|title|meta|style|p|div|span|pre|code|li|ul|ol|h\d|b|i|em|strong|font|table|tr|td|hr)"
            + @"(?:\s[^<>]*)?/?>|<!doctype[^<>]*>",
        Linear | RegexOptions.IgnoreCase);

    private static readonly Regex s_writtenLineEnd = new(
        @"\\n(?:\\t|\s)*(?:at |File |Caused by|\.\.\. \d|goroutine )|\\n\\t", Linear);

    // The beginning of a frame, in the forms of the languages that are read.
    private static readonly Regex s_frame = new(
        @"(?:^|[^\w.$])(?<frame>at (?:async |new )?[^\s(].*[:(]|(?:위치:|場所|在) \S+\(|File ""[^""]+"", line \d"
            + @"|(?:/|[A-Za-z]:[\\/])\S*\.go:\d)",
        Linear);

    /// <summary>The text without colors, HTML and written-out line ends.</summary>
    public static string Decode(string text)
    {
        if (text.Contains('\x1B') || text.Contains("[0m", StringComparison.Ordinal))
        {
            text = s_color.Replace(text, string.Empty);
        }

        if (text.AsSpan().ContainsAny('&', '<') && s_html.IsMatch(text))
        {
            text = WebUtility.HtmlDecode(s_tag.Replace(s_lineTag.Replace(text, "\n"), string.Empty))
                .Replace('\u00a0', ' ');
        }

        // In a trace of several lines they belong to a message that quotes another trace.
        var ends = text.AsSpan().Trim().Count('\n');
        var isWritten = ends < MinLines && text.Contains(@"\n", StringComparison.Ordinal)
            && (ends == 0 || s_writtenLineEnd.IsMatch(text));
        var plain = isWritten ? Unescape(text) : text;
        return plain.Length < text.Length ? Decode(plain) : plain;
    }

    /// <summary>The lines without what stands before all of them: a time, a service, a level, a border.</summary>
    public static List<string> WithoutPrefix(List<string> lines)
    {
        lines = lines.ConvertAll(l => l.Contains('│') ? l.TrimEnd(' ', '│') : l);
        for (var i = 0; i < MaxPrefixes && Prefix(lines) is { } prefix; i++)
        {
            var rests = lines.ConvertAll(l => After(prefix, l));
            var marked = rests.Where(r => !string.IsNullOrWhiteSpace(r)).ToList();
            if (marked.Count < 2)
            {
                break;
            }

            // White space that all have belongs to the prefix, the rest of it to the trace.
            var blank = marked.Min(r => r!.Length - r.TrimStart().Length);
            lines = [.. lines.Zip(rests, (l, r) => r is null ? l : r.Length > blank ? r[blank..] : string.Empty)];
        }

        return lines;
    }

    /// <summary>What stands before every frame, digits aside; null when most frames begin their lines.</summary>
    private static string? Prefix(List<string> lines)
    {
        string? prefix = null;
        var bare = 0;
        var marked = 0;
        foreach (var line in lines)
        {
            // Most lines of most traces; the pattern costs more.
            var text = line.AsSpan().TrimStart();
            if (text.StartsWith("at ", StringComparison.Ordinal) || text.StartsWith("File ", StringComparison.Ordinal))
            {
                bare++;
                continue;
            }

            if (s_frame.Match(line) is not { Success: true } frame)
            {
                continue;
            }

            // The bars of an exception group of Python say which error a frame belongs to.
            var before = line[..Math.Min(frame.Groups["frame"].Index, MaxPrefix)].TrimEnd();
            if (before.Trim(' ', '\t', '|', '+', '-', '>').Length == 0)
            {
                bare++;
                continue;
            }

            marked++;
            prefix = prefix is null ? before : prefix[..Alike(prefix, before).First].TrimEnd();
        }

        return marked > bare && prefix is { Length: > 0 } ? prefix : null;
    }

    private static string? After(string prefix, string line)
    {
        var (ofPrefix, ofLine) = Alike(prefix, line);
        return ofPrefix == prefix.Length ? line[ofLine..] : null;
    }

    /// <summary>How far two texts begin alike when numbers and amounts of white space are all the same.</summary>
    private static (int First, int Second) Alike(string first, string second)
    {
        var (i, j) = (0, 0);
        while (i < first.Length && j < second.Length)
        {
            if (char.IsAsciiDigit(first[i]) && char.IsAsciiDigit(second[j]))
            {
                (i, j) = (Skip(first, i, char.IsAsciiDigit), Skip(second, j, char.IsAsciiDigit));
            }
            else if (char.IsWhiteSpace(first[i]) && char.IsWhiteSpace(second[j]))
            {
                (i, j) = (Skip(first, i, char.IsWhiteSpace), Skip(second, j, char.IsWhiteSpace));
            }
            else if (first[i++] != second[j++])
            {
                return (i - 1, j - 1);
            }
        }

        return (i, j);
    }

    private static int Skip(string text, int at, Func<char, bool> isPart)
    {
        while (at < text.Length && isPart(text[at]))
        {
            at++;
        }

        return at;
    }

    // Of "C:\new\Table.cs" the "\n" and "\T" are part of the path.
    private static string Unescape(string text)
    {
        var result = new StringBuilder(text.Length);
        var inPath = false;
        for (var i = 0; i < text.Length; i++)
        {
            var next = i + 1 < text.Length ? text[i + 1] : ' ';
            inPath = inPath
                ? !char.IsWhiteSpace(text[i]) && text[i] is not ('"' or '\'' or '(' or ')')
                    && !(text[i] == ':' && char.IsAsciiDigit(next))
                : text[i] == ':' && next == '\\' && i > 0 && char.IsAsciiLetter(text[i - 1])
                    && (i < 2 || !char.IsLetterOrDigit(text[i - 2]))
                    && (i + 2 >= text.Length || text[i + 2] != '\\');
            var plain = text[i] != '\\' || inPath ? null : next switch
            {
                'n' => "\n",
                't' => "\t",
                'r' => string.Empty,
                '"' => "\"",
                '\\' => "\\",
                _ => null,
            };
            if (plain is null)
            {
                result.Append(text[i]);
            }
            else
            {
                result.Append(plain);
                i++;
            }
        }

        return result.ToString();
    }
}
