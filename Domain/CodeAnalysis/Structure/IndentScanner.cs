using System.Text.RegularExpressions;

namespace OpsFlow.Domain.CodeAnalysis.Structure;

/// <summary>Finds Python's classes and functions by their indents.</summary>
internal static class IndentScanner
{
    private static readonly Regex s_definition = new(
        @"^(?<indent>\s*)(?:async\s+)?(?<kind>def|class)\s+(?<name>\w+)", RegexOptions.NonBacktracking);

    public static List<CodeUnit> Scan(string[] lines)
    {
        var units = new List<CodeUnit>();
        var open = new Stack<(int Index, int Indent)>();
        var depth = 0;
        var lastCode = 0;
        for (var i = 0; i < lines.Length; i++)
        {
            var line = lines[i];
            if (string.IsNullOrWhiteSpace(line))
            {
                continue;
            }

            // Lines within brackets continue a statement and may have any indent.
            if (depth <= 0)
            {
                var indent = Indent(line);
                while (open.Count > 0 && indent <= open.Peek().Indent)
                {
                    Close(units, open.Pop().Index, lastCode);
                }

                if (s_definition.Match(line) is { Success: true } match)
                {
                    var name = match.Groups["name"].Value;
                    var outer = open.Count > 0 ? units[open.Peek().Index].QualifiedName + "." : string.Empty;
                    units.Add(new CodeUnit(name, outer + name, match.Groups["kind"].Value == "class", i + 1, i + 1));
                    open.Push((units.Count - 1, indent));
                }
            }

            foreach (var c in line)
            {
                depth += c is '(' or '[' or '{' ? 1 : c is ')' or ']' or '}' ? -1 : 0;
            }

            depth = Math.Max(depth, 0);
            lastCode = i + 1;
        }

        while (open.Count > 0)
        {
            Close(units, open.Pop().Index, lastCode);
        }

        return units;
    }

    private static void Close(List<CodeUnit> units, int index, int line) =>
        units[index] = units[index] with { LastLine = line };

    private static int Indent(string line)
    {
        var width = 0;
        foreach (var c in line)
        {
            if (c == ' ')
            {
                width++;
            }
            else if (c == '\t')
            {
                width = (width / 8 * 8) + 8;
            }
            else
            {
                break;
            }
        }

        return width;
    }
}
