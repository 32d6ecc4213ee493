namespace OpsFlow.Domain.Prescriptions.Labels;

/// <summary>The bytes that a receipt printer understands.</summary>
public static class EscPos
{
    private const byte Esc = 0x1B;
    private const byte Fs = 0x1C;
    private const byte Gs = 0x1D;
    private const byte LineFeed = 0x0A;

    /// <summary>Writes a page: reset, two-byte characters on, the lines, feed and cut.</summary>
    /// <remarks>Text has no control characters when it comes here, so that no name can be a command.</remarks>
    public static byte[] Write(LabelPage page)
    {
        List<byte> bytes = [Esc, (byte)'@', Fs, (byte)'&'];
        foreach (var line in page.Lines)
        {
            if (line.IsBold)
            {
                bytes.AddRange([Esc, (byte)'E', 1]);
            }

            bytes.AddRange(KoreanCodePage.Bytes(line.Text));
            if (line.IsBold)
            {
                bytes.AddRange([Esc, (byte)'E', 0]);
            }

            bytes.Add(LineFeed);
        }

        bytes.AddRange([Esc, (byte)'d', 3, Gs, (byte)'V', 1]);
        return [.. bytes];
    }

    /// <summary>Prints a small page into nothing: whether this process can make labels at all.</summary>
    public static void SelfCheck()
    {
        var page = LabelLayout.LayOut(new("OpsFlow", "와파린나트륨정 똠 햏", 2.5m, "정", "1일 1회", [], "2026-01-01"));
        if (page.Replaced.Count > 0 || Write(page).AsSpan().IndexOf((byte)'?') >= 0)
        {
            throw new InvalidOperationException("The Korean code page of printers is not available here.");
        }
    }
}
