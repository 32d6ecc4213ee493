using System.Globalization;
using System.Text.RegularExpressions;

namespace OpsFlow.Domain.CodeAnalysis.Patching;

/// <summary>Reads a unified diff, as git writes it, into rows that are shown side by side.</summary>
public static partial class UnifiedDiff
{
    private const string None = "/dev/null";

    public static IReadOnlyList<DiffFile> Parse(string diff)
    {
        var files = new List<DiffFile>();
        var lines = diff.ReplaceLineEndings("\n").Split('\n');
        var oldPath = None;
        for (var i = 0; i < lines.Length; i++)
        {
            // Only outside of hunks: a removed line that begins with "-- " looks the same.
            if (lines[i].StartsWith("--- ", StringComparison.Ordinal))
            {
                oldPath = PathOf(lines[i]);
            }
            else if (lines[i].StartsWith("+++ ", StringComparison.Ordinal))
            {
                var newPath = PathOf(lines[i]);
                var hunks = new List<DiffHunk>();
                while (i + 1 < lines.Length && HunkHead().Match(lines[i + 1]) is { Success: true } head)
                {
                    i++;
                    hunks.Add(ReadHunk(lines, head, ref i));
                }

                var rows = hunks.SelectMany(h => h.Rows).ToList();
                files.Add(new(
                    newPath == None ? oldPath : newPath,
                    rows.Count(r => r.NewLine is not null && IsChange(r)),
                    rows.Count(r => r.OldLine is not null && IsChange(r)),
                    hunks));
            }
        }

        return files;
    }

    private static bool IsChange(DiffRow row) => row.OldText is null || row.NewText is null
        || !string.Equals(row.OldText, row.NewText, StringComparison.Ordinal);

    private static DiffHunk ReadHunk(string[] lines, Match head, ref int i)
    {
        var (oldLine, newLine) = (Number(head, 1, 0), Number(head, 3, 0));
        var (oldLeft, newLeft) = (Number(head, 2, 1), Number(head, 4, 1));
        var rows = new List<DiffRow>();
        var removed = new List<string>();
        var added = new List<string>();

        // What was removed stands beside what was put in its place.
        void Flush()
        {
            for (var n = 0; n < Math.Max(removed.Count, added.Count); n++)
            {
                var (isOld, isNew) = (n < removed.Count, n < added.Count);
                rows.Add(new(
                    isOld ? oldLine++ : null, isOld ? removed[n] : null,
                    isNew ? newLine++ : null, isNew ? added[n] : null));
            }

            removed.Clear();
            added.Clear();
        }

        while ((oldLeft > 0 || newLeft > 0) && i + 1 < lines.Length)
        {
            var line = lines[++i];
            switch (line.Length == 0 ? ' ' : line[0])
            {
                case '-':
                    removed.Add(line[1..]);
                    oldLeft--;
                    break;
                case '+':
                    added.Add(line[1..]);
                    newLeft--;
                    break;
                // "\ No newline at end of file"
                case '\\':
                    break;
                default:
                    Flush();
                    var text = line.Length == 0 ? "" : line[1..];
                    rows.Add(new(oldLine++, text, newLine++, text));
                    oldLeft--;
                    newLeft--;
                    break;
            }
        }

        Flush();
        while (i + 1 < lines.Length && lines[i + 1].StartsWith('\\'))
        {
            i++;
        }

        return new(head.Groups[5].Value.Trim(), rows);
    }

    // Git quotes a path with unusual characters and puts a/ or b/ before it.
    private static string PathOf(string line)
    {
        var path = line[4..].TrimEnd('\t').Trim('"');
        return path == None ? path : path[(path.IndexOf('/', StringComparison.Ordinal) + 1)..];
    }

    private static int Number(Match match, int group, int otherwise) =>
        match.Groups[group].Success
            ? int.Parse(match.Groups[group].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture)
            : otherwise;

    [GeneratedRegex(@"^@@ -(\d{1,9})(?:,(\d{1,9}))? \+(\d{1,9})(?:,(\d{1,9}))? @@(.*)$")]
    private static partial Regex HunkHead();
}
