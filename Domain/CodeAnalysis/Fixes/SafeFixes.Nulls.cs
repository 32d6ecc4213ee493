using System.Text.RegularExpressions;
using OpsFlow.Domain.CodeAnalysis.Rules;
using OpsFlow.Domain.CodeAnalysis.Structure;

namespace OpsFlow.Domain.CodeAnalysis.Fixes;

/// <content>Objects that are not there.</content>
internal static partial class SafeFixes
{
    private static SafeFix Null(Site site, ErrorFacts facts)
    {
        switch (site.Code.Language)
        {
            case CodeLanguage.JavaScript or CodeLanguage.TypeScript when facts.Member is { } member:
                return OptionalAccess(site, member);
            case CodeLanguage.Python when facts.Member is { } member && Owner(site, "." + member) is { } owner:
                return Guard(site, owner.Start, $"{owner.Text} is not None")
                    ?? ReturnNothing(site, owner.Text)
                    ?? SafeFix.None(
                        $"'{owner.Text}' is None outside of a condition; a value would have to be invented");
            case CodeLanguage.Java when facts.Expression is { } x && IsSimple(x):
                var name = site.Masked.Contains(x, StringComparison.Ordinal)
                    ? x
                    : x.StartsWith("this.", StringComparison.Ordinal) ? x[5..]
                    : x;
                var at = site.Masked.IndexOf(name + ".", StringComparison.Ordinal);
                return at < 0 ? SafeFix.None($"'{x}' is null, but not visible on the failing line")
                    : Guard(site, at, $"{name} != null") ?? SkipStatement(site, at, $"{name} != null")
                        ?? SafeFix.None($"'{x}' is null outside of a condition; a value would have to be invented");
            case CodeLanguage.CSharp or CodeLanguage.Go or CodeLanguage.Kotlin:
                return OnlyObject(site);
            default:
                return SafeFix.None(
                    "which of the values on the line is null is not told, or a value would have to be invented");
        }
    }

    private static SafeFix OptionalAccess(Site site, string member)
    {
        var element = int.TryParse(member, out _) ? $"[{member}]" : "." + member;
        var places = Occurrences(site.Masked, element).Where(i => i > 0 && site.Masked[i - 1] != '?').ToList();
        var at = places.Count == 1 ? places[0]
            : places.FirstOrDefault(i => i + 2 == site.Column || i + 1 == site.Column, -1);
        if (at < 0)
        {
            return SafeFix.None($"'{element}' is not found exactly once on the failing line");
        }

        if (IsAssigned(site.Masked, at + element.Length))
        {
            return SafeFix.None("a value is assigned to a member of an object that is not there");
        }

        var owner = Regex.Match(site.Masked[..at], @"(?:^|[^\w$.\])])(?<x>[A-Za-z_$][\w$]*)$", Linear);
        if (owner.Success && element[0] == '.' && site.OptionalEverywhere(owner.Groups["x"].Value) is { } all)
        {
            return all;
        }

        return site.Replace(
            site.Text[..at] + (element[0] == '.' ? "?" : "?.") + site.Text[at..],
            $"The access to '{member}' becomes optional, so a missing object counts as a missing value.");
    }

    private static bool IsAssigned(string masked, int end)
    {
        var rest = masked[end..].TrimStart();
        return rest.Length > 0
            && ((rest[0] == '=' && !rest.StartsWith("==", StringComparison.Ordinal)
                    && !rest.StartsWith("=>", StringComparison.Ordinal))
                || rest.StartsWith("++", StringComparison.Ordinal) || rest.StartsWith("--", StringComparison.Ordinal)
                || (rest.Length > 1 && rest[1] == '=' && "+-*/|&".Contains(rest[0])));
    }

    /// <summary>Where the message does not name the value: the only object that a condition looks into.</summary>
    private static SafeFix OnlyObject(Site site)
    {
        var owners = s_member.Matches(site.Masked).Select(m => (m.Groups["x"].Value, m.Groups["x"].Index))
            .DistinctBy(m => m.Value)
            .Where(m => char.IsLower(m.Value[0]) || m.Value[0] == '_').ToList();
        var nothing = site.Code.Language == CodeLanguage.Go ? "nil" : "null";
        return owners.Count == 1 && Guard(site, owners[0].Index, $"{owners[0].Value} != {nothing}") is { } fix ? fix
            : SafeFix.None("which of the values on the line is null is not told, or a value would have to be invented");
    }
}
