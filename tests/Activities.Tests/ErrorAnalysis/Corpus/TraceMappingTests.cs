using OpsFlow.Domain.CodeAnalysis.Mapping;
using OpsFlow.Domain.CodeAnalysis.Structure;
using OpsFlow.Domain.CodeAnalysis.Traces;

namespace OpsFlow.Activities.Tests.ErrorAnalysis.Corpus;

[Collection(AnalysisBench.Name)]
public sealed class TraceMappingTests(AnalysisBench bench, ITestOutputHelper output)
{
    [RequiresFact(Counterparts.Shared, "xz")]
    public async Task Map_RecordedTraces_FindsFilesAndFunctions()
    {
        var total = 0;
        var right = 0;
        foreach (var item in CorpusCase.All())
        {
            var (context, tree) = await bench.OpenAsync(item);
            var trace = StackTraceParser.Parse(item.Request with { Language = null });
            Assert.Equal(CodeLanguages.FromName(item.Language), trace.Language);
            var mapper = new FrameMapper(tree.Files, null);
            foreach (var mapped in trace.Exceptions.SelectMany(e => mapper.Map(e, trace.Language)))
            {
                var structure = CodeStructure.Parse(mapped.Path, context.ReadFile(mapped.Path)!);
                var unit = structure.FunctionAt(mapped.Line);
                var names = structure.Units.Where(u => u.Contains(mapped.Line)).Select(u => u.Name).ToList();
                total++;
                if (names.Contains(mapped.Frame.Method) || mapped.Frame.Method is "<init>" or "<module>")
                {
                    right++;
                }
                else
                {
                    output.WriteLine(
                        $"{item.Name}: {mapped.Frame.Function} at {mapped.Path}:{mapped.Line} is in "
                            + $"{unit?.QualifiedName}");
                }
            }
        }

        output.WriteLine($"REPORT corpus, stack traces: {right} of {total} frames found with their function");
        Assert.True(right >= total * 0.8);
    }
}
