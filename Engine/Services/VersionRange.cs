using System.Globalization;
using System.Text.RegularExpressions;

namespace OpsFlow.Engine.Services;

/// <summary>
/// The ranges of versions by which clients say which servers they know: <c>&gt;=1.0.0 &lt;2.0.0 || 3.x</c>. Terms
/// beside each other must all hold; of those that <c>||</c> parts, one.
/// </summary>
internal static partial class VersionRange
{
    /// <summary>Whether the version is in the range.</summary>
    /// <exception cref="FormatException">The range cannot be read.</exception>
    public static bool Contains(string range, Version version)
    {
        var found = false;
        foreach (var alternative in range.Split("||"))
        {
            found |= All(alternative, version);
        }

        return found;
    }

    private static bool All(string terms, Version version)
    {
        var holds = true;
        var position = 0;
        terms = terms.Trim();
        do
        {
            var term = Term().Match(terms, position);
            if (!term.Success)
            {
                throw new FormatException($"'{terms}' is not a range of versions.");
            }

            holds &= Holds(term, version);
            position = term.Index + term.Length;
        }
        while (position < terms.Length);

        return holds;
    }

    private static bool Holds(Match term, Version version)
    {
        var order = 0;
        Compare("major", version.Major);
        Compare("minor", version.Minor);
        Compare("patch", version.Build);
        return term.Groups["op"].Value switch
        {
            ">" => order > 0,
            ">=" => order >= 0,
            "<" => order < 0,
            "<=" => order <= 0,
            "!" or "!=" => order != 0,
            _ => order == 0,
        };

        // A part that is left open agrees with any.
        void Compare(string part, int actual)
        {
            if (order == 0 && int.TryParse(term.Groups[part].ValueSpan, CultureInfo.InvariantCulture, out var wanted))
            {
                order = actual.CompareTo(wanted);
            }
        }
    }

    [GeneratedRegex(
        @"\G\s*(?<op>==|[=<>!]=?)?\s*v?(?<major>\d{1,9})(?:\.(?<minor>\d{1,9}|x))?(?:\.(?<patch>\d{1,9}|x))?(?=\s|$)",
        RegexOptions.ExplicitCapture)]
    private static partial Regex Term();
}
