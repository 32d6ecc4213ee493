namespace OpsFlow.Domain.Conversation.Documents;

/// <summary>A part of a document that is found and cited.</summary>
/// <param name="Document">The document's name.</param>
/// <param name="Heading">The heading that it stands under; null for none.</param>
/// <param name="Line">The line that it begins with, from 1.</param>
public sealed record DocumentChunk(string Document, string? Heading, int Line, string Text)
{
    private const int MaxChars = 900;

    /// <summary>As it is cited.</summary>
    public string Citation => Heading is null ? $"{Document}:{Line}" : $"{Document} · {Heading}";

    /// <summary>A document's parts: by its headings and paragraphs, none longer than a model can be shown.</summary>
    public static IReadOnlyList<DocumentChunk> Of(string document, string text)
    {
        var chunks = new List<DocumentChunk>();
        string? heading = null;
        var (lines, begin) = (new List<string>(), 1);
        var number = 0;
        foreach (var line in text.ReplaceLineEndings("\n").Split('\n'))
        {
            number++;
            var isHeading = line.StartsWith('#') || (line.TrimStart().StartsWith('제')
                && line.Contains('조', StringComparison.Ordinal) && line.Length < 80);
            if ((isHeading || lines.Sum(l => l.Length) + line.Length > MaxChars) && lines.Count > 0)
            {
                Add();
            }

            if (isHeading)
            {
                heading = line.TrimStart('#', ' ').Trim();
            }

            if (lines.Count == 0)
            {
                begin = number;
            }

            if (line.Trim().Length > 0)
            {
                lines.Add(line.Trim());
            }
        }

        Add();
        return chunks;

        void Add()
        {
            if (lines.Count > 0)
            {
                chunks.Add(new(document, heading, begin, string.Join('\n', lines)));
                lines = [];
            }
        }
    }
}
