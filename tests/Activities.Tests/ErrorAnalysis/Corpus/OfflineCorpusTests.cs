using OpsFlow.Domain.CodeAnalysis.Rules;

namespace OpsFlow.Activities.Tests.ErrorAnalysis.Corpus;

/// <summary>What the rules find. Whether their fixes are proven, the whole pipeline shows on the same errors.</summary>
[Collection(AnalysisBench.Name)]
public sealed class OfflineCorpusTests(AnalysisBench bench, ITestOutputHelper output)
{
    [RequiresFact(Counterparts.Shared, "xz")]
    public async Task AnalyzeAsync_RecordedErrors_FindsFilesAndMethods()
    {
        var analyzer = new OfflineAnalyzer(TimeProvider.System);
        var (cases, first, third, method) = (0, 0, 0, 0);
        foreach (var item in CorpusCase.All())
        {
            var (context, _) = await bench.OpenAsync(item);
            var result = await analyzer.AnalyzeAsync(item.Request, context, default);
            var paths = result.AffectedFiles.Select(f => f.Path).ToList();
            var rank = paths.IndexOf(item.FaultyFile) + 1;
            var acceptable = paths.FindIndex(item.AcceptableFiles.Contains) + 1;
            var name = item.FaultyMethod.Split('.')[^1];
            var found = result.Evidence.ToList().FindIndex(
                e => e.Path == item.FaultyFile && e.Method.Split('.').Contains(name)) + 1;
            cases++;
            first += rank == 1 ? 1 : 0;
            third += rank is >= 1 and <= 3 ? 1 : 0;
            method += found > 0 ? 1 : 0;
            output.WriteLine(
                $"{item.Name,-32} file {rank} (acceptable {acceptable}) of {paths.Count}, "
                + $"method in evidence {found} of {result.Evidence.Count}, "
                + $"confidence {result.Confidence}, {result.Usage.Elapsed.TotalSeconds:f1} s, "
                + $"fix: {(result.Edits.Count == 0 ? result.NoFixReason : result.Edits[0].After.Trim())}");
            if (found == 0)
            {
                output.WriteLine(
                    "    " + string.Join(", ", result.Evidence.Select(e => $"{e.Path.Split('/')[^1]}:{e.Method}")));
            }

            output.WriteLine($"    {result.RootCause}");
            output.WriteLine(
                $"    {string.Join(", ", result.AffectedFiles.Take(4).Select(f => $"{f.Path} {f.Score}"))}");
        }

        output.WriteLine(
            $"REPORT corpus, rules alone: faulty file first {first}/{cases}, among three {third}/{cases}, "
            + $"method {method}/{cases}");
        Assert.True(first >= 0.60 * cases, "faulty file first");
        Assert.True(third >= 0.80 * cases, "faulty file among three");
        Assert.True(method >= 0.65 * cases, "faulty method in the evidence");
    }
}
