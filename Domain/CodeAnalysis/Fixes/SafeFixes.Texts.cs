using System.Text.RegularExpressions;
using OpsFlow.Domain.CodeAnalysis.Rules;
using OpsFlow.Domain.CodeAnalysis.Structure;

namespace OpsFlow.Domain.CodeAnalysis.Fixes;

/// <content>Texts for people that cannot be put together.</content>
internal static partial class SafeFixes
{
    // A template or joined texts of nothing but names, members and literals: no call, no other operator.
    private static readonly Regex s_thrownText = new(
        @"^\s*throw new \w*Error\(\s*(?<text>`[\w$.\s]*`|[""']\s*[""'](?:\s*\+\s*(?:[""']\s*[""']|[\w$.]+))*)"
            + @"\s*\)\s*;?\s*$",
        Linear);

    // What runs code besides reading, or decides something.
    private static readonly Regex s_operator = new(
        @"\b(?:await|yield|new|delete|typeof|void|instanceof|lambda|if|else|in|is|not|and|or)\b|==|!=|<|>", Linear);

    private static readonly Regex s_textStatement = new(
        @"^\s*(?:return\s|[\w.]+\s*=\s|raise\s+\w+\(|six\.raise_from\(\w+\(|print\(|log(?:ger|ging)?\.\w+\()"
            + @"[^()]*\)?[^()]*\)?\s*$",
        Linear);
    private static readonly Regex s_numberBeforeText = new(
        @"(?:\breturn|[(=,])\s*(?<x>[A-Za-z_][\w.]*(?:\[\w+\])?) \+ (?:""[^""\d]|'[^'\d])", Linear);
    private static readonly Regex s_numberAfterText = new(
        @"(?:[^""\\\d]""|[^'\\\d]') \+ (?<x>[A-Za-z_][\w.]*(?:\[\w+\])?)\s*(?:[),]|$)", Linear);

    /// <summary>Only where the code throws anyway: it then throws what it means to.</summary>
    private static SafeFix TextOfThrownError(Site site, ErrorFacts facts)
    {
        if (site.Language is not (CodeLanguage.JavaScript or CodeLanguage.TypeScript) || facts.Member is not { } member
            || s_thrownText.Match(site.Masked) is not { Success: true } thrown
            || s_operator.IsMatch(thrown.Groups["text"].Value))
        {
            return SafeFix.None(FixWords.WithoutObject);
        }

        var places = Regex.Matches(
            site.Masked,
            $@"(?:^|[^\w$.])(?<x>[A-Za-z_$][\w$]*(?:\.[\w$]+)*)\.{Regex.Escape(member)}(?:[^\w$]|$)",
            Linear);
        if (places.Count != 1)
        {
            return SafeFix.None(FixWords.FormatNotReadOnce(member));
        }

        var text = site.Text;
        var owner = places[0].Groups["x"].Value;
        var accesses = Regex.Matches(
            site.Masked, $@"(?:^|[^\w$.])(?<x>{Regex.Escape(owner)})\.[A-Za-z_$]", Linear);
        foreach (var access in accesses.Reverse())
        {
            text = text.Insert(access.Groups["x"].Index + owner.Length, "?");
        }

        return site.Replace(
            text, FixWords.FormatThrownWithText(owner));
    }

    private static SafeFix Concatenation(Site site, string message)
    {
        var number = site.Language != CodeLanguage.Python || site.Masked.Count(c => c == '+') != 1
            || site.Masked.Count(c => c == '(') != site.Masked.Count(c => c == ')') || site.MayRedefine("str")
            || !s_textStatement.IsMatch(site.Masked) || s_operator.IsMatch(site.Masked) ? Match.Empty
            : message.Contains("for +: 'int' and 'str'", StringComparison.Ordinal)
                ? s_numberBeforeText.Match(site.Text)
            : message.Contains("can only concatenate str (not \"int\") to str", StringComparison.Ordinal)
                ? s_numberAfterText.Match(site.Text)
            : Match.Empty;
        var x = number.Groups["x"];
        if (!number.Success || site.Masked[x.Index] != site.Text[x.Index])
        {
            return SafeFix.None(FixWords.WhichType);
        }

        return site.Replace(
            $"{site.Text[..x.Index]}str({x.Value}){site.Text[(x.Index + x.Length)..]}",
            FixWords.FormatNumberToText(x.Value));
    }
}
