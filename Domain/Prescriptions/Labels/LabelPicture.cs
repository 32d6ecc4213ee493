using System.Globalization;
using System.Security;
using System.Text;

namespace OpsFlow.Domain.Prescriptions.Labels;

/// <summary>A picture of a page, each cell where the printer puts it.</summary>
public static class LabelPicture
{
    private const int CellWidth = 9;
    private const int LineHeight = 24;
    private const int Margin = 12;
    private const int ShownReplaced = 12;

    /// <summary>Draws as SVG; below the paper stands what the printer puts a mark in place of.</summary>
    public static string Draw(LabelPage page)
    {
        var width = (page.Columns * CellWidth) + (2 * Margin);
        var height = ((page.Lines.Count + (page.Replaced.Count > 0 ? 1 : 0)) * LineHeight) + (2 * Margin);
        var svg = new StringBuilder()
            .Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" ")
            .Append(CultureInfo.InvariantCulture, $"height=\"{height}\" viewBox=\"0 0 {width} {height}\">")
            .Append("<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>")
            .Append("<g font-family=\"'D2Coding','Nanum Gothic Coding',monospace\" font-size=\"16\" fill=\"#000\">");
        for (var i = 0; i < page.Lines.Count; i++)
        {
            var y = Margin + (i * LineHeight) + 17;
            var cell = 0;
            var weight = page.Lines[i].IsBold ? " font-weight=\"bold\"" : "";

            // Word by word: a font whose letters are not half as wide as a syllable must not shift what follows.
            foreach (var word in page.Lines[i].Text.Split(' '))
            {
                var cells = KoreanCodePage.Width(word);
                if (cells > 0)
                {
                    svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Margin + (cell * CellWidth)}\" y=\"{y}\" ")
                        .Append(CultureInfo.InvariantCulture, $"textLength=\"{cells * CellWidth}\"{weight}>")
                        .Append(SecurityElement.Escape(word)).Append("</text>");
                }

                cell += cells + 1;
            }
        }

        if (page.Replaced.Count > 0)
        {
            var y = Margin + (page.Lines.Count * LineHeight) + 17;
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Margin}\" y=\"{y}\" fill=\"#a00\">")
                .Append(KoreanCodePage.Mark).Append(" = ")
                .Append(SecurityElement.Escape(string.Join(' ', page.Replaced.Take(ShownReplaced)))).Append("</text>");
        }

        return svg.Append("</g></svg>").ToString();
    }
}
