using System.Globalization;

namespace OpsFlow.Domain.Prescriptions.Labels;

/// <summary>Lays out a label on paper of a width.</summary>
public static class LabelLayout
{
    public const int UsualColumns = 42;

    /// <summary>Lays out.</summary>
    public static LabelPage LayOut(Label label, int columns = UsualColumns)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 16);
        List<string> replaced = [];
        string Clean(string? text) => KoreanCodePage.Printable(text ?? "", replaced);

        List<LabelLine> lines = [.. LeftAndRight(Clean(label.Title), Clean(label.Day), columns)];
        lines.Add(new(new string('-', columns)));
        lines.AddRange(LeftAndRight(Clean(label.Name), Clean(AmountOf(label)), columns)
            .Select(l => l with { IsBold = true }));
        lines.AddRange(Wrap(Clean(label.Directions), columns).Select(t => new LabelLine(t)));
        foreach (var note in label.Notes)
        {
            var wrapped = Wrap(Clean(note), columns - 2);
            lines.AddRange(wrapped.Select((t, i) => new LabelLine((i == 0 ? "* " : "  ") + t)));
        }

        return new(columns, lines, [.. replaced.Distinct()]);
    }

    /// <summary>A decimal as a person writes it: 2.5 and 111, never 111.00.</summary>
    public static string Number(decimal value) => value.ToString("0.############", CultureInfo.InvariantCulture);

    /// <summary>
    /// One text at the left, one at the right: on one line when both fit, else the right one ends the last.
    /// </summary>
    internal static IEnumerable<LabelLine> LeftAndRight(string left, string right, int columns)
    {
        if (right.Length == 0)
        {
            return Wrap(left, columns).Select(t => new LabelLine(t));
        }

        var room = columns - KoreanCodePage.Width(right) - 1;
        if (room < 4)
        {
            return Wrap(left, columns).Concat(Wrap(right, columns)).Select(t => new LabelLine(t));
        }

        var lines = Wrap(left, columns);
        if (lines.Count == 0)
        {
            lines = [""];
        }

        if (KoreanCodePage.Width(lines[^1]) > room)
        {
            var last = Wrap(lines[^1], room);
            lines = [.. lines.SkipLast(1), .. last];
        }

        var gap = columns - KoreanCodePage.Width(lines[^1]) - KoreanCodePage.Width(right);
        var both = new LabelLine(lines[^1] + new string(' ', gap) + right);
        return [.. lines.SkipLast(1).Select(t => new LabelLine(t)), both];
    }

    internal static IReadOnlyList<string> Wrap(string text, int columns)
    {
        List<string> lines = [];
        var line = "";
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var joined = line.Length == 0 ? word : line + " " + word;
            if (KoreanCodePage.Width(joined) <= columns)
            {
                line = joined;
                continue;
            }

            if (line.Length > 0)
            {
                lines.Add(line);
            }

            line = word;
            while (KoreanCodePage.Width(line) > columns)
            {
                var end = 1;
                while (KoreanCodePage.Width(line[..(end + 1)]) <= columns)
                {
                    end++;
                }

                lines.Add(line[..end]);
                line = line[end..];
            }
        }

        if (line.Length > 0)
        {
            lines.Add(line);
        }

        return lines;
    }

    private static string AmountOf(Label label) =>
        label.Amount is { } amount ? Number(amount) + label.Unit : "";
}
