using OpsFlow.Activities.ErrorAnalysis;
using OpsFlow.Infrastructure.Git;
using OpsFlow.Domain.CodeAnalysis;
using OpsFlow.Domain.CodeAnalysis.Patching;
using OpsFlow.Domain.CodeAnalysis.Rules;
using OpsFlow.Domain.CodeAnalysis.Verification;
using OpsFlow.Tests.Support;
using Xunit.Abstractions;

namespace OpsFlow.Activities.Tests.ErrorAnalysis.Corpus;

public sealed class OfflineCorpusTests(ITestOutputHelper output)
{
    [RequiresFact(Counterparts.Shared, "xz")]
    public async Task AnalyzeAsync_RecordedErrors_FindsFilesAndMethods()
    {
        await using var bench = new AnalysisBench();
        var analyzer = new OfflineAnalyzer(TimeProvider.System);
        var (cases, first, third, method, proven) = (0, 0, 0, 0, 0);
        foreach (var item in CorpusCase.All())
        {
            var (context, tree) = await bench.OpenAsync(item.Unpack(bench.Folder.Path));
            var result = await analyzer.AnalyzeAsync(item.Request, context, default);
            var paths = result.AffectedFiles.Select(f => f.Path).ToList();
            var rank = paths.IndexOf(item.FaultyFile) + 1;
            var acceptable = paths.FindIndex(item.AcceptableFiles.Contains) + 1;
            var name = item.FaultyMethod.Split('.')[^1];
            var found = result.Evidence.ToList().FindIndex(e => e.Path == item.FaultyFile && e.Method.Split('.').Contains(name)) + 1;
            cases++;
            first += rank == 1 ? 1 : 0;
            third += rank is >= 1 and <= 3 ? 1 : 0;
            method += found > 0 ? 1 : 0;
            var fix = await ProveAsync(bench, item, (context, tree), result);
            proven += fix == nameof(VerificationOutcome.Proven) ? 1 : 0;
            output.WriteLine(
                $"{item.Name,-32} file {rank} (acceptable {acceptable}) of {paths.Count}, method in evidence {found} of {result.Evidence.Count}, "
                + $"confidence {result.Confidence}, {result.Usage.Elapsed.TotalSeconds:f1} s, fix: {fix}");
            if (found == 0)
            {
                output.WriteLine("    " + string.Join(", ", result.Evidence.Select(e => $"{e.Path.Split('/')[^1]}:{e.Method}")));
            }

            output.WriteLine($"    {result.RootCause}");
            output.WriteLine($"    {string.Join(", ", result.AffectedFiles.Take(4).Select(f => $"{f.Path} {f.Score}"))}");
        }

        output.WriteLine($"REPORT corpus, rules alone: faulty file first {first}/{cases}, among three {third}/{cases}, method {method}/{cases}, proven {proven}/{cases}");
        Assert.True(first >= 0.60 * cases, "faulty file first");
        Assert.True(third >= 0.80 * cases, "faulty file among three");
        Assert.True(method >= 0.65 * cases, "faulty method in the evidence");
    }

    private static async Task<string> ProveAsync(
        AnalysisBench bench, CorpusCase item, (CloneAnalysisContext Context, GitSourceTree Tree) opened, AnalysisResult result)
    {
        if (result.Edits.Count == 0)
        {
            return result.NoFixReason!;
        }

        var patch = await bench.Patches.BuildAsync(opened.Context.Tree, result.Edits, default);
        if (!patch.IsUsable)
        {
            return "not usable: " + string.Join("; ", patch.Errors);
        }

        if (Counterparts.Program(item.Tool) is null)
        {
            return $"proposed; proof skipped, {item.Tool} is not installed: {result.Edits[0].After.Trim()}";
        }

        var proof = await bench.Verifier.VerifyAsync(opened.Tree, item.TestCommand, patch.Patch!, null, default);
        return proof.Outcome == VerificationOutcome.Proven ? nameof(VerificationOutcome.Proven)
            : $"{proof.Outcome} with {result.Edits[0].After.Trim()}: {proof.GreenOutput.Trim()[..Math.Min(300, proof.GreenOutput.Trim().Length)]}";
    }
}
