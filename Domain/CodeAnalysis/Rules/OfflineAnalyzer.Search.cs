using OpsFlow.Domain.CodeAnalysis.Structure;
using OpsFlow.Domain.CodeAnalysis.Traces;

namespace OpsFlow.Domain.CodeAnalysis.Rules;

/// <content>Suspicion by words.</content>
public sealed partial class OfflineAnalyzer
{
    private const double SearchWeight = 0.22;
    private const double AloneWeight = 0.6;

    private static async Task SearchAsync(Work work, CancellationToken cancellationToken)
    {
        var main = work.Trace.Exceptions[0];

        // Without frames the words of the message and the request are all there is.
        var alone = !work.Board.Ranked().Any();
        foreach (var name in work.Facts.Names.Take(4))
        {
            var hits = await work.Context.SearchAsync(name, 6, cancellationToken);
            foreach (var hit in hits.Where(h => !work.Mapper.IsVendored(h.Path) && SourceLine.Mentions(h.Text, name))
                .Take(3))
            {
                var isDefinition = hit.Symbol.EndsWith(name, StringComparison.Ordinal);
                work.Board.Place(
                    hit.Path,
                    hit.FirstLine,
                    (isDefinition ? 0.3 : 0.15) * (alone ? 2 : 1),
                    RuleWords.FormatHasName(name));
            }
        }

        var query = string.Join(
            ' ', main.Message, work.Request.Message, string.Join(' ', main.Frames.Take(3).Select(f => f.Method)),
            alone ? work.Request.RequestUrl : string.Empty);
        var found = (await work.Context.SearchAsync(query, 12, cancellationToken))
            .Where(h => !work.Mapper.IsVendored(h.Path) && CodeLanguages.FromPath(h.Path) != CodeLanguage.Unknown)
            .Take(5).ToList();
        foreach (var hit in found)
        {
            var weight = (alone ? AloneWeight : SearchWeight) * hit.Score / found[0].Score;
            work.Board.Place(hit.Path, hit.FirstLine, weight, RuleWords.ClosestToMessage);
        }
    }
}
