using System.Text;

namespace OpsFlow.Domain.CodeAnalysis.Patching;

/// <summary>Unified diffs as git writes and reads them.</summary>
internal static class UnifiedDiff
{
    private const int Context = 3;

    // Beyond this many differences the middle is shown as one replacement: correct, only longer.
    private const int MaxDistance = 1500;

    public static string Create(string path, string? before, string after)
    {
        var text = new StringBuilder($"diff --git a/{path} b/{path}\n");
        var suffix = path.Contains(' ') ? "\t" : string.Empty; // git's own mark for names with blanks
        if (before is null)
        {
            text.Append("new file mode 100644\n--- /dev/null\n");
        }
        else
        {
            text.Append($"--- a/{path}{suffix}\n");
        }

        text.Append($"+++ b/{path}{suffix}\n");
        var oldLines = Split(before ?? string.Empty);
        var newLines = Split(after);
        foreach (var hunk in Hunks(Changes(oldLines, newLines)))
        {
            Write(text, hunk, oldLines, newLines);
        }

        return text.ToString();
    }

    // Each line with its line break: the last one may lack it, and then differs.
    private static string[] Split(string text)
    {
        var lines = new List<string>();
        var start = 0;
        while (start < text.Length)
        {
            var end = text.IndexOf('\n', start);
            end = end < 0 ? text.Length : end + 1;
            lines.Add(text[start..end]);
            start = end;
        }

        return [.. lines];
    }

    private static List<Change> Changes(string[] a, string[] b)
    {
        var prefix = 0;
        while (prefix < a.Length && prefix < b.Length && a[prefix] == b[prefix])
        {
            prefix++;
        }

        var suffix = 0;
        while (suffix < a.Length - prefix && suffix < b.Length - prefix && a[^(suffix + 1)] == b[^(suffix + 1)])
        {
            suffix++;
        }

        var changes = new List<Change>();
        var (n, m) = (a.Length - prefix - suffix, b.Length - prefix - suffix);
        if (n > 0 || m > 0)
        {
            Myers(a.AsSpan(prefix, n), b.AsSpan(prefix, m), prefix, changes);
        }

        return changes;
    }

    /// <summary>The greedy algorithm of E. W. Myers, "An O(ND) Difference Algorithm".</summary>
    private static void Myers(ReadOnlySpan<string> a, ReadOnlySpan<string> b, int offset, List<Change> changes)
    {
        var max = Math.Min(a.Length + b.Length, MaxDistance);
        var furthest = new int[(2 * max) + 3];
        var trace = new List<int[]>();
        for (var d = 0; d <= max; d++)
        {
            trace.Add(furthest[(max + 1 - d)..(max + 2 + d)]);
            for (var k = -d; k <= d; k += 2)
            {
                var x = k == -d || (k != d && furthest[max + k] < furthest[max + k + 2]) ? furthest[max + k + 2] : furthest[max + k] + 1;
                while (x < a.Length && x - k < b.Length && a[x] == b[x - k])
                {
                    x++;
                }

                furthest[max + 1 + k] = x;
                if (x >= a.Length && x - k >= b.Length)
                {
                    Backtrack(trace, a.Length, b.Length, offset, changes);
                    return;
                }
            }
        }

        changes.Add(new Change(offset, a.Length, offset, b.Length));
    }

    private static void Backtrack(List<int[]> trace, int x, int y, int offset, List<Change> changes)
    {
        var steps = new List<Change>();
        for (var d = trace.Count - 1; d > 0; d--)
        {
            var before = trace[d]; // diagonals -d..d as they were before step d; those of d-1 are filled
            var k = x - y;
            int At(int diagonal) => diagonal < -d || diagonal > d ? 0 : before[diagonal + d];
            var down = k == -d || (k != d && At(k - 1) < At(k + 1));
            var previous = down ? k + 1 : k - 1;
            var fromX = At(previous);
            var fromY = fromX - previous;
            steps.Add(down ? new Change(fromX + offset, 0, fromY + offset, 1) : new Change(fromX + offset, 1, fromY + offset, 0));
            (x, y) = (fromX, fromY);
        }

        steps.Reverse();
        foreach (var step in steps)
        {
            if (changes.Count > 0 && changes[^1] is var last && last.OldStart + last.OldCount == step.OldStart
                && last.NewStart + last.NewCount == step.NewStart)
            {
                changes[^1] = last with { OldCount = last.OldCount + step.OldCount, NewCount = last.NewCount + step.NewCount };
            }
            else
            {
                changes.Add(step);
            }
        }
    }

    private static IEnumerable<List<Change>> Hunks(List<Change> changes)
    {
        var hunk = new List<Change>();
        foreach (var change in changes)
        {
            if (hunk.Count > 0 && change.OldStart - (hunk[^1].OldStart + hunk[^1].OldCount) > 2 * Context)
            {
                yield return hunk;
                hunk = [];
            }

            hunk.Add(change);
        }

        if (hunk.Count > 0)
        {
            yield return hunk;
        }
    }

    private static void Write(StringBuilder text, List<Change> hunk, string[] a, string[] b)
    {
        var first = hunk[0];
        var last = hunk[^1];
        var lead = Math.Min(Context, first.OldStart);
        var trail = Math.Min(Context, a.Length - (last.OldStart + last.OldCount));
        var oldStart = first.OldStart - lead;
        var newStart = first.NewStart - lead;
        var oldCount = last.OldStart + last.OldCount + trail - oldStart;
        var newCount = last.NewStart + last.NewCount + trail - newStart;
        text.Append($"@@ -{Range(oldStart, oldCount)} +{Range(newStart, newCount)} @@\n");
        var at = oldStart;
        foreach (var change in hunk)
        {
            Lines(text, ' ', a[at..change.OldStart]);
            Lines(text, '-', a[change.OldStart..(change.OldStart + change.OldCount)]);
            Lines(text, '+', b[change.NewStart..(change.NewStart + change.NewCount)]);
            at = change.OldStart + change.OldCount;
        }

        Lines(text, ' ', a[at..(at + trail)]);
    }

    private static string Range(int start, int count) => count == 0 ? $"{start},0" : count == 1 ? $"{start + 1}" : $"{start + 1},{count}";

    private static void Lines(StringBuilder text, char sign, string[] lines)
    {
        foreach (var line in lines)
        {
            text.Append(sign).Append(line);
            if (!line.EndsWith('\n'))
            {
                text.Append("\n\\ No newline at end of file\n");
            }
        }
    }

    private sealed record Change(int OldStart, int OldCount, int NewStart, int NewCount);
}
