using System.Text;
using System.Text.Json.Nodes;
using OpsFlow.Activities.ErrorAnalysis.ModelAnalysis;
using OpsFlow.Domain.CodeAnalysis.Patching;
using OpsFlow.Domain.CodeAnalysis.Verification;
using OpsFlow.Infrastructure.Llm;
using OpsFlow.Platform.Models;

namespace OpsFlow.Activities.Tests.ErrorAnalysis.Corpus;

[Collection(AnalysisBench.Name)]
public sealed class ModelCorpusTests(AnalysisBench bench, ITestOutputHelper output)
{
    [RequiresFact(Counterparts.Shared, "xz")]
    public async Task AnalyzeAsync_ModelThatKnowsTheAnswer_LeadsToProvenFixes()
    {
        var (cases, built, provable, proven) = (0, 0, 0, 0);
        foreach (var item in CorpusCase.All())
        {
            await using var model = await ScriptedModel.StartAsync((_, n) => n == 0
                ? ScriptedModel.Calls(("read_file", new JsonObject { ["path"] = item.FaultyFile }.ToJsonString()))
                : ScriptedModel.Says(Answer(item)));
            var client = new EndpointChatClient(new ModelEntry { Endpoint = model.Endpoint, Model = "scripted" });
            var analyzer = new ModelAnalyzer(
                client, bench.Patches, new ModelAnalyzerOptions(), TimeProvider.System);
            var (context, tree) = await bench.OpenAsync(item);
            var result = await analyzer.AnalyzeAsync(item.Request, context, default);
            cases++;
            var patch = await bench.Patches.BuildAsync(context.Tree, result.Edits, default);
            var line = result.NoFixReason ?? string.Join("; ", patch.Errors);
            if (patch.IsUsable)
            {
                built++;
                var folder = Path.Combine(bench.Folder.Path, "apply-" + item.Name);
                tree.Export(folder, long.MaxValue, default);
                Tool.Run("git", ["apply", "--check", "-"], folder, patch.Patch!.Diff);
                line = $"skipped, {item.Tool} is not installed";
                if (Counterparts.Program(item.Tool) is not null)
                {
                    provable++;
                    var proof = await bench.Verifier.VerifyAsync(tree, item.TestCommand, patch.Patch, null, default);
                    proven += proof.Outcome == VerificationOutcome.Proven ? 1 : 0;
                    line = $"{proof.Outcome} in {proof.Elapsed.TotalSeconds:f1} s ({proof.Isolation}) "
                        + (proof.Outcome == VerificationOutcome.Proven ? "" : proof.GreenOutput);
                }
            }

            var files = string.Join(", ", patch.Patch?.Files.Select(f => $"{f.Syntax} {f.Match}") ?? []);
            output.WriteLine($"{item.Name,-32} {files} {line}");
        }

        output.WriteLine($"REPORT corpus, scripted model: patches {built}/{cases}, proven {proven}/{provable}");
        Assert.Equal(cases, built);
        Assert.True(proven >= 0.9 * provable);
    }

    private static string Answer(CorpusCase item) => new JsonObject
    {
        ["rootCause"] = item.RootCause,
        ["confidence"] = 0.9,
        ["severity"] = "High",
        ["affectedFiles"] = new JsonArray(new JsonObject
        {
            ["path"] = item.FaultyFile,
            ["reason"] = "faulty",
            ["method"] = item.FaultyMethod,
            ["firstLine"] = item.FaultyLines.First,
            ["lastLine"] = item.FaultyLines.Last,
        }),
        ["explanation"] = "As released.",
        ["edits"] = new JsonArray([.. Edits(item.FixDiff).Select(e => (JsonNode)new JsonObject
        {
            ["path"] = e.Path,
            ["before"] = e.Before,
            ["after"] = e.After,
        })]),
        ["noFixReason"] = string.Empty,
    }.ToJsonString();

    private static IEnumerable<CodeEdit> Edits(string diff)
    {
        var path = string.Empty;
        var (before, after) = (new StringBuilder(), new StringBuilder());
        foreach (var line in diff.Split('\n').Append("@@"))
        {
            if (line.StartsWith("+++ b/", StringComparison.Ordinal))
            {
                path = line[6..];
            }
            else if (line.StartsWith("@@", StringComparison.Ordinal)
                || line.StartsWith("--- ", StringComparison.Ordinal))
            {
                if (before.Length > 0)
                {
                    yield return new CodeEdit(path, before.ToString(), after.ToString());
                }

                before.Clear();
                after.Clear();
            }
            else if (line.Length > 0)
            {
                _ = line[0] is ' ' or '-' ? before.Append(line[1..]).Append('\n') : before;
                _ = line[0] is ' ' or '+' ? after.Append(line[1..]).Append('\n') : after;
            }
        }
    }
}
