using System.Text;
using System.Text.RegularExpressions;

namespace OpsFlow.Domain.CodeAnalysis.Fingerprints;

/// <summary>Parts of texts that differ from one occurrence of an error to the next.</summary>
internal static class Variable
{
    private const RegexOptions Linear = RegexOptions.NonBacktracking;
    private const int ShortestHex = 5;
    private const int ShortestToken = 16;
    private const int UlidLength = 26;

    private static readonly Regex s_mail = new(@"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", Linear);

    // "java.lang.Object@1b2c3d4e"
    private static readonly Regex s_objectHash = new(@"@[0-9a-f]{5,16}\b", Linear);

    // Addresses of networks and network cards.
    private static readonly Regex s_address = new(
        @"(?:[0-9a-fA-F]{0,4}:){2,7}[0-9a-fA-F]{1,4}|(?:[0-9a-fA-F]{2}-){5}[0-9a-fA-F]{2}", Linear);

    private static readonly Regex s_uuid = new(
        @"[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}", Linear);

    private static readonly Regex s_word = new(@"[0-9A-Za-z]+", Linear);
    private static readonly Regex s_number = new(@"[0-9]+", Linear);

    // "tag-a778373a.js", "index-DkF3x9aQ.mjs", "main.3f2a.js"
    private static readonly Regex s_chunk = new(
        @"^(?<name>.+)[-.](?<hash>[0-9A-Za-z_-]{4,20})(?<end>\.(?:[cm]?js|css))$", Linear);

    /// <summary>A name of code with a mark in the place of what is generated in it.</summary>
    public static string MaskName(string name) =>
        s_number.Replace(s_word.Replace(s_uuid.Replace(name, "#"), m => IsHex(m.Value) ? "#" : m.Value), "#");

    /// <summary>A text with a mark in the place of ids, addresses, hashes and numbers.</summary>
    public static string Mask(string text)
    {
        text = s_objectHash.Replace(s_mail.Replace(s_uuid.Replace(text, "#"), "#"), "@#");
        text = s_address.Replace(text, m => m.Value.Any(char.IsAsciiDigit) ? "#" : m.Value);
        text = s_word.Replace(text, m => IsHex(m.Value) || IsToken(m.Value) ? "#" : m.Value);
        return s_number.Replace(text, "#");
    }

    /// <summary>The text with a mark in the place of what is quoted; an apostrophe within a word is no quote.</summary>
    public static string WithoutQuotes(string text)
    {
        var result = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            var close = text[i] switch
            {
                '\'' or '"' or '`' => text[i],
                '“' => '”',
                '‘' => '’',
                '«' => '»',
                _ => '\0',
            };
            var end = close == '\0' || IsWord(text, i - 1) ? -1 : text.IndexOf(close, i + 1);
            while (end >= 0 && IsWord(text, end + 1))
            {
                end = text.IndexOf(close, end + 1);
            }

            result.Append(end < 0 ? text[i].ToString() : "'?'");
            i = end < 0 ? i : end;
        }

        return result.ToString();
    }

    /// <summary>The name of a built script without the hash of its content, which each build changes.</summary>
    public static string WithoutHash(string file) =>
        s_chunk.Match(file) is { Success: true } chunk && IsContentHash(chunk.Groups["hash"].Value)
            ? chunk.Groups["name"].Value + chunk.Groups["end"].Value
            : file;

    private static bool IsContentHash(string text)
    {
        var isMixed = text.Any(char.IsAsciiDigit) && text.Any(char.IsAsciiLetter);
        var isCased = text.Length == 8 && text.Skip(1).Any(char.IsAsciiLetterUpper)
            && text.Any(char.IsAsciiLetterLower);
        return isCased || (isMixed && (text.Length >= 8 || text.All(char.IsAsciiHexDigit)));
    }

    // "face" and "dead" are words, "5f3a9c1b" is none.
    private static bool IsHex(string word) => word.Any(char.IsAsciiDigit)
        && ((word.Length >= ShortestHex && word.All(char.IsAsciiHexDigit))
            || (word.StartsWith("0x", StringComparison.Ordinal) && word.Skip(2).All(char.IsAsciiHexDigit)));

    // ULIDs, keys of storage and the like.
    private static bool IsToken(string word) =>
        word.Length >= ShortestToken && word.Count(char.IsAsciiDigit) is var digits
        && (digits > 2 || (digits > 0 && word.Length == UlidLength));

    private static bool IsWord(string text, int at) =>
        at >= 0 && at < text.Length && (char.IsLetterOrDigit(text[at]) || text[at] == '_');
}
