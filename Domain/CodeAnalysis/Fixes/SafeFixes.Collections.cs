using System.Text.RegularExpressions;
using OpsFlow.Domain.CodeAnalysis.Rules;
using OpsFlow.Domain.CodeAnalysis.Structure;

namespace OpsFlow.Domain.CodeAnalysis.Fixes;

/// <content>Loops that change what they go over, and slices that are too short.</content>
internal static partial class SafeFixes
{
    // The item of a Java loop is an object: "remove" of an int takes an index. In C# "var" tells a list of items from a
    // collection of an age when these had no type, which the copy would lose.
    private static readonly Dictionary<CodeLanguage, (Regex Loop, string Copy)> s_loops = new()
    {
        [CodeLanguage.Python] = (
            new(@"^(?<lead>\s*for (?<item>\w+)(?<value>, \w+)? in )(?<list>[\w.]+(?:\(\))?)(?<end>:\s*)$", Linear),
            "list({0})"),
        [CodeLanguage.Java] = (
            new(@"^(?<lead>\s*for \((?:final )?(?:var|[A-Z][\w<>, .\[\]]*) (?<item>\w+) ?: )(?<list>[\w.]+(?:\(\))?)"
                + @"(?<end>\)\s*\{?\s*)$", Linear),
            "new java.util.ArrayList<>({0})"),
        [CodeLanguage.Kotlin] = (
            new(@"^(?<lead>\s*for \((?<item>\w+) in )(?<list>[\w.]+)(?<end>\)\s*\{?\s*)$", Linear), "{0}.toList()"),
        [CodeLanguage.CSharp] = (
            new(@"^(?<lead>\s*foreach \(var (?<item>\w+) in )(?<list>[\w.]+)(?<end>\)\s*\{?\s*)$", Linear),
            "System.Linq.Enumerable.ToList({0})"),
    };

    private static readonly Regex s_view = new(@"\.(?:keys\(\)|items\(\)|keySet\(\)|keys)$", Linear);

    private static readonly Regex s_goSlice = new(
        @"^\s*\w+, err :?= [\w.]+\((?<list>\w[\w.]*(?:\[\w+\])?)"
            + @"\[(?<from>\d{1,4})\s*:\s*len\((?<list2>[^()]*)\)\s*-\s*(?<cut>\d{1,4})\][\w, ]*\)$",
        Linear);
    private static readonly Regex s_goFailure = new(
        @"^return (?:[^()]*, )?(?:-1|false|Err\w+|\w+\.Err\w+|errors\.New\([^()]*\))$", Linear);

    /// <summary>
    /// A loop that removes its own item goes over a copy. All that the body does to the collection must be visible:
    /// items that it removes otherwise would still be visited, those that it adds would not.
    /// </summary>
    private static SafeFix Copy(Site site)
    {
        if (!s_loops.TryGetValue(site.Language, out var form)
            || form.Loop.Match(site.Masked) is not { Success: true } loop
            || (site.Language == CodeLanguage.Python && site.MayRedefine("list"))
            || loop.Groups["value"].Success != loop.Groups["list"].Value.EndsWith(".items()", StringComparison.Ordinal)
            || !RemovesOnlyItsItem(site, s_view.Replace(loop.Groups["list"].Value, ""), loop.Groups["item"].Value))
        {
            return SafeFix.None(FixWords.OwnItemsNotVisible);
        }

        var (list, end) = (loop.Groups["list"], loop.Groups["end"]);
        return site.Replace(
            $"{site.Text[..list.Index]}{string.Format(null, form.Copy, list.Value)}{site.Text[end.Index..]}",
            FixWords.LoopsOverCopy);
    }

    private static bool RemovesOnlyItsItem(Site site, string list, string item)
    {
        var lines = site.Below
            .TakeWhile(l => l.Trim() is "" or "{" || Site.IndentOf(l).Length > site.Indent.Length).ToList();
        var body = string.Join('\n', lines);
        var open = (site.Masked + body).Sum(c => c == '{' ? 1 : c == '}' ? -1 : 0);
        if (open == 1 ? site.Below.ElementAtOrDefault(lines.Count)?.TrimStart().StartsWith('}') != true : open != 0)
        {
            return false;
        }

        var own = $@"(?:^|[^\w.]){Regex.Escape(list)}";
        var rest = Regex.Replace(
            body,
            $@"{own}\.(?:remove|discard|pop|Remove)\({item}(?:, None)?\)|\bdel {Regex.Escape(list)}\[{item}\]",
            " ",
            Linear);
        var others = Regex.Replace(
            rest, $@"{own}(?:\.get\({item}\)|\[{item}\]\s*(?:[=!]=|[<>):.,]|and\b|or\b|is\b))", " ", Linear);
        return list != item && rest.Length != body.Length
            && !SourceLine.Mentions(others, list.Split('.')[0]) && !SourceLine.Assigns(body, item);
    }

    /// <summary>Text that is too short to be cut is answered as the next lines answer other bad input.</summary>
    private static SafeFix GoSlice(Site site, string message)
    {
        var leave = site.TrimmedBelow(2);
        if (site.Language != CodeLanguage.Go || s_goSlice.Match(site.Masked) is not { Success: true } slice
            || slice.Groups["list"].Value != slice.Groups["list2"].Value
            || !message.Contains("slice bounds out of range", StringComparison.Ordinal)
            || site.TrimmedBelow(1) != "if err != nil {" || !s_goFailure.IsMatch(leave))
        {
            return SafeFix.None(FixWords.WithoutElement);
        }

        var list = slice.Groups["list"].Value;
        var least = int.Parse(slice.Groups["from"].Value) + int.Parse(slice.Groups["cut"].Value);
        return site.Replace(
            $"{site.Indent}if len({list}) < {least} {{\n{site.Indent}\t{leave}\n{site.Indent}}}\n{site.Text}",
            FixWords.FormatTooShort(list, leave));
    }
}
