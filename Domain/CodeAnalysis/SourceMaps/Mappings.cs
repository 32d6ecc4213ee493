namespace OpsFlow.Domain.CodeAnalysis.SourceMaps;

/// <summary>
/// The mappings of a source map: numbers that each tell the difference to the one before, so that all before a place
/// are read. Nothing of them is kept but what is asked for.
/// </summary>
internal readonly ref struct Mappings(ReadOnlySpan<char> text)
{
    private const int BitsOfDigit = 5;
    private const int MaxShift = 30;

    private readonly ReadOnlySpan<char> _text = text;

    /// <summary>The segments that wanted places lie in.</summary>
    /// <param name="wanted">Columns by line, both from 0.</param>
    public List<((int Line, int Column) Place, Segment Segment)> Find(
        ILookup<int, ((int Line, int Column) Place, int Column)> wanted)
    {
        var found = new List<((int Line, int Column) Place, Segment Segment)>();
        var last = wanted.Count == 0 ? -1 : wanted.Max(w => w.Key);
        var (source, line, column) = (0, 0, 0);
        var at = 0;
        Span<int> fields = stackalloc int[5];
        for (var generated = 0; generated <= last && at <= _text.Length; generated++)
        {
            var here = wanted[generated].Select(w => (w.Place, w.Column, Best: (Segment?)null)).ToArray();
            var start = 0;
            while (at < _text.Length && _text[at] != ';')
            {
                if (_text[at] == ',')
                {
                    at++;
                    continue;
                }

                if (!TryRead(ref at, fields, out var count))
                {
                    // Not of the form: all that follows would be wrong.
                    return found;
                }

                start += fields[0];
                if (count >= 4)
                {
                    (source, line, column) = (source + fields[1], line + fields[2], column + fields[3]);
                    for (var i = 0; i < here.Length; i++)
                    {
                        // The first of a line also stands for what is before it.
                        here[i].Best = here[i].Best is null || start <= here[i].Column
                            ? new Segment(source, line, column)
                            : here[i].Best;
                    }
                }
            }

            found.AddRange(here.Where(h => h.Best is not null).Select(h => (h.Place, h.Best!.Value)));
            at++;
        }

        return found;
    }

    private bool TryRead(ref int at, Span<int> fields, out int count)
    {
        count = 0;
        while (at < _text.Length && _text[at] is not (',' or ';'))
        {
            var (value, shift, digit) = (0L, 0, 0);
            do
            {
                if (at >= _text.Length || shift > MaxShift || (digit = Digit(_text[at++])) < 0)
                {
                    return false;
                }

                value |= (long)(digit & 31) << shift;
                shift += BitsOfDigit;
            }
            while ((digit & 32) != 0);

            if (count == fields.Length)
            {
                return false;
            }

            fields[count++] = (int)((value & 1) == 0 ? value >> 1 : -(value >> 1));
        }

        return count is 1 or 4 or 5;
    }

    private static int Digit(char c) => c switch
    {
        >= 'A' and <= 'Z' => c - 'A',
        >= 'a' and <= 'z' => c - 'a' + 26,
        >= '0' and <= '9' => c - '0' + 52,
        '+' => 62,
        '/' => 63,
        _ => -1,
    };

    /// <summary>What a piece of a line was made of; all from 0.</summary>
    internal readonly record struct Segment(int Source, int Line, int Column);
}
