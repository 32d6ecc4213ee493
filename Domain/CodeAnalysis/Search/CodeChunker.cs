using OpsFlow.Domain.CodeAnalysis.Structure;
using OpsFlow.Domain.Text;

namespace OpsFlow.Domain.CodeAnalysis.Search;

/// <summary>
/// Cuts files into pieces along their functions; what lies between functions, and other files, by lines.
/// </summary>
public static class CodeChunker
{
    private const int MaxLines = 80;
    private const int MaxChars = 8000;
    private const int MaxChunks = 2000;

    public static IReadOnlyList<CodeChunk> Cut(string path, string text)
    {
        var structure = CodeStructure.Parse(path, text);
        var chunks = new List<CodeChunk>();
        var next = 1;
        foreach (var unit in structure.Units.Where(u => !u.IsType))
        {
            if (unit.FirstLine < next)
            {
                continue; // within a function that is a chunk already
            }

            Add(chunks, structure, next, unit.FirstLine - 1, structure.TypeAt(next)?.QualifiedName ?? string.Empty);
            Add(chunks, structure, unit.FirstLine, unit.LastLine, unit.QualifiedName);
            next = unit.LastLine + 1;
        }

        Add(chunks, structure, next, structure.Lines.Count, string.Empty);
        return chunks.Count > MaxChunks ? chunks[..MaxChunks] : chunks;
    }

    private static void Add(List<CodeChunk> chunks, CodeStructure structure, int first, int last, string symbol)
    {
        for (var start = first; start <= last; start += MaxLines)
        {
            var end = Math.Min(last, start + MaxLines - 1);
            var text = structure.Text(start, end);
            if (!string.IsNullOrWhiteSpace(text))
            {
                chunks.Add(new CodeChunk(start, end, symbol, text.CutTo(MaxChars)));
            }
        }
    }
}
