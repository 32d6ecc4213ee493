using OpsFlow.Domain.CodeAnalysis.Structure;
using OpsFlow.Domain.Text;

namespace OpsFlow.Domain.CodeAnalysis.Rules;

/// <summary>Collects suspicions about files and functions and ranks them.</summary>
internal sealed class SuspectBoard(IAnalysisContext context)
{
    private const int MaxEvidence = 14;
    private const int MaxFiles = 8;
    private const int SnippetLines = 12;
    private const int MaxStructuresCached = 256;

    // How much further suspicions about the same file add to the strongest one.
    private const double FurtherWeight = 0.25;

    private readonly Dictionary<string, List<(double Score, string Reason)>> _files = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Path, int Line), (double Score, AnalysisEvidence Evidence)> _evidence = [];
    private readonly Dictionary<string, CodeStructure?> _structures = new(StringComparer.Ordinal);

    /// <summary>The structure of a file, or null when it cannot be read.</summary>
    public CodeStructure? Structure(string path)
    {
        if (!_structures.TryGetValue(path, out var structure))
        {
            if (_structures.Count > MaxStructuresCached)
            {
                _structures.Clear();
            }

            var text = context.ReadFile(path);
            _structures[path] = structure = text is null ? null : CodeStructure.Parse(path, text);
        }

        return structure;
    }

    /// <summary>Suspects a file.</summary>
    public void File(string path, double score, string reason)
    {
        if (!_files.TryGetValue(path, out var list))
        {
            _files[path] = list = [];
        }

        list.Add((score, reason));
    }

    /// <summary>Suspects a place in a function.</summary>
    public void Place(string path, int line, double score, string reason)
    {
        File(path, score, reason);
        Evidence(path, line, score, reason);
    }

    /// <summary>Suspects a whole function.</summary>
    public void Function(string path, CodeUnit unit, double score, string reason) =>
        Place(path, unit.FirstLine, score, reason);

    /// <summary>Adds evidence without making the file more suspect.</summary>
    public void Evidence(string path, int line, double score, string reason)
    {
        var structure = Structure(path);
        var unit = structure?.FunctionAt(line);
        var key = (path, unit?.FirstLine ?? line);
        if (structure is null || line < 1 || line > structure.Lines.Count
            || (_evidence.TryGetValue(key, out var old) && old.Score >= score))
        {
            return;
        }

        var first = Math.Max(unit?.FirstLine ?? 1, line - (SnippetLines / 2));
        var last = Math.Min(unit?.LastLine ?? structure.Lines.Count, first + SnippetLines - 1);
        var snippet = structure.Text(first, last);
        _evidence[key] = (score, new AnalysisEvidence(
            path, first, last, unit?.QualifiedName ?? structure.TypeAt(line)?.QualifiedName ?? string.Empty,
            snippet.CutTo(2000), reason) { Line = line });
    }

    /// <summary>The files, most suspect first, scores relative to the first.</summary>
    public IReadOnlyList<AffectedFile> Ranked()
    {
        var ranked = _files.Select(f => (Path: f.Key, Score: Total(f.Value), Items: f.Value))
            .OrderByDescending(f => f.Score).ThenBy(f => f.Path, StringComparer.Ordinal).Take(MaxFiles).ToList();
        return [.. ranked.Select(f => new AffectedFile(
            f.Path,
            Math.Round(f.Score / ranked[0].Score, 3),
            [.. f.Items.OrderByDescending(i => i.Score).Select(i => i.Reason).Distinct().Take(4)],
            [.. _evidence.Values.Where(e => e.Evidence.Path == f.Path && e.Evidence.Method.Length > 0)
                .OrderByDescending(e => e.Score).Select(e => e.Evidence.Method).Distinct().Take(5)]))];
    }

    /// <summary>The evidence, strongest first.</summary>
    public IReadOnlyList<AnalysisEvidence> RankedEvidence() =>
        [.. _evidence.Values.OrderByDescending(e => e.Score).ThenBy(e => e.Evidence.Path, StringComparer.Ordinal)
            .Take(MaxEvidence).Select(e => e.Evidence)];

    private static double Total(List<(double Score, string Reason)> items)
    {
        var max = items.Max(i => i.Score);
        return max + (FurtherWeight * Math.Min(items.Sum(i => i.Score) - max, max));
    }
}
