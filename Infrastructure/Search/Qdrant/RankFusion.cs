using OpsFlow.Domain.CodeAnalysis.Search;

namespace OpsFlow.Infrastructure.Search.Qdrant;

/// <summary>Reciprocal rank fusion: what two searches both put far up comes first.</summary>
internal static class RankFusion
{
    // The usual constant; it keeps one search's first place from outweighing a good place in both.
    private const int Damping = 60;

    /// <summary>
    /// One list of two, best first. A hit gets the word score of its new place, so that who weighs hits by the ratio of
    /// their scores meets the scale it knows.
    /// </summary>
    public static IReadOnlyList<CodeHit> Fuse(IReadOnlyList<CodeHit> words, IReadOnlyList<CodeHit> vectors, int limit)
    {
        var sums = new Dictionary<(string Path, int FirstLine, int LastLine), (double Sum, CodeHit Hit)>();
        foreach (var ranking in (IReadOnlyList<CodeHit>[])[words, vectors])
        {
            for (var i = 0; i < ranking.Count; i++)
            {
                var key = (ranking[i].Path, ranking[i].FirstLine, ranking[i].LastLine);
                var sum = sums.TryGetValue(key, out var known) ? known.Sum : 0;
                sums[key] = (sum + (1.0 / (Damping + 1 + i)), ranking[i]);
            }
        }

        return [.. sums.Values.OrderByDescending(s => s.Sum)
            .ThenBy(s => s.Hit.Path, StringComparer.Ordinal).ThenBy(s => s.Hit.FirstLine)
            .Take(limit)
            .Select(
                (s, i) => s.Hit with { Score = words.Count == 0 ? s.Sum : words[Math.Min(i, words.Count - 1)].Score })];
    }
}
