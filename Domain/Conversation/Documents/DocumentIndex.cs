using OpsFlow.Domain.Conversation.Text;

namespace OpsFlow.Domain.Conversation.Documents;

/// <summary>
/// Finds parts of documents by their words (BM25). Korean words change at their end and run together, so they count by
/// pairs of syllables, too; both sides are composed first, so that no way of typing finds less.
/// </summary>
public sealed class DocumentIndex
{
    private const double K1 = 1.2;
    private const double B = 0.75;

    private readonly IReadOnlyList<(DocumentChunk Chunk, Dictionary<string, int> Terms, int Length)> _chunks;
    private readonly Dictionary<string, int> _frequency = new(StringComparer.Ordinal);
    private readonly double _average;

    /// <summary>Indexes parts.</summary>
    public DocumentIndex(IEnumerable<DocumentChunk> chunks)
    {
        _chunks =
        [
            .. chunks.Select(c =>
            {
                var terms = Terms($"{c.Document} {c.Heading} {c.Text}").ToList();
                return (c, terms.GroupBy(t => t).ToDictionary(g => g.Key, g => g.Count()), terms.Count);
            }),
        ];
        foreach (var term in _chunks.SelectMany(c => c.Terms.Keys))
        {
            _frequency[term] = _frequency.GetValueOrDefault(term) + 1;
        }

        _average = _chunks.Count == 0 ? 1 : _chunks.Average(c => c.Length);
    }

    /// <summary>How many parts there are.</summary>
    public int Count => _chunks.Count;

    /// <summary>A document from a line on.</summary>
    /// <param name="document">Its name as it is cited, with or without its folders and its kind.</param>
    public IReadOnlyList<DocumentChunk> Read(string document, int line)
    {
        var name = TextNormal.Key(document);
        var found = _chunks.Select(c => c.Chunk.Document).Distinct().OrderBy(d => d.Length)
            .FirstOrDefault(d => name.Length > 0 && Forms(d).Contains(name));
        return [.. _chunks.Select(c => c.Chunk).Where(c => c.Document == found && c.Line >= line)];
    }

    /// <summary>The parts that fit, the best first, each with the share of the query's words that it has.</summary>
    public IReadOnlyList<(DocumentChunk Chunk, double Share)> Search(string query, int most)
    {
        var terms = Terms(query).Distinct().ToList();
        return
        [
            .. _chunks.Select(c => (
                    c.Chunk, Score: terms.Sum(t => Score(t, c.Terms.GetValueOrDefault(t), c.Length)),
                    Share: terms.Count == 0 ? 0 : terms.Count(c.Terms.ContainsKey) / (double)terms.Count))
                .Where(c => c.Score > 0).OrderByDescending(c => c.Score).Take(most).Select(c => (c.Chunk, c.Share)),
        ];
    }

    private static IEnumerable<string> Forms(string document)
    {
        var file = document[(document.LastIndexOfAny(['/', '\\']) + 1)..];
        return new[] { document, file, file.LastIndexOf('.') is var dot and > 0 ? file[..dot] : file }
            .Select(TextNormal.Key);
    }

    private static IEnumerable<string> Terms(string text)
    {
        foreach (var word in TextNormal.Key(text).Split(
            [' ', '.', ',', '(', ')', '[', ']', '#', '*', ':', ';', '"', '\'', '?', '!', '·', '-', '/', '|', '~'],
            StringSplitOptions.RemoveEmptyEntries))
        {
            if (word.All(c => c is < '가' or > '힣'))
            {
                yield return word;
                continue;
            }

            if (word.Length == 1)
            {
                yield return word;
            }

            for (var i = 0; i + 1 < word.Length; i++)
            {
                yield return word.Substring(i, 2);
            }
        }
    }

    private double Score(string term, int count, int length)
    {
        if (count == 0)
        {
            return 0;
        }

        var frequency = _frequency.GetValueOrDefault(term);
        var idf = Math.Log(1 + ((_chunks.Count - frequency + 0.5) / (frequency + 0.5)));
        return idf * count * (K1 + 1) / (count + (K1 * (1 - B + (B * length / _average))));
    }
}
