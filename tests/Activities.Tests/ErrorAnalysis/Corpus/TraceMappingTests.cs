using OpsFlow.Domain.CodeAnalysis.Mapping;
using OpsFlow.Domain.CodeAnalysis.Structure;
using OpsFlow.Domain.CodeAnalysis.Traces;
using OpsFlow.Tests.Support;
using Xunit.Abstractions;

namespace OpsFlow.Activities.Tests.ErrorAnalysis.Corpus;

public sealed class TraceMappingTests(ITestOutputHelper output)
{
    [RequiresFact(Counterparts.Shared, "xz")]
    public void Map_RecordedTraces_FindsFilesAndFunctions()
    {
        using var temp = new TempFolder();
        var total = 0;
        var right = 0;
        foreach (var item in CorpusCase.All())
        {
            var folder = Path.Combine(temp.Path, item.Name);
            Directory.CreateDirectory(folder);
            Counterparts.Run("tar", ["-xJf", Path.Combine(item.Source, "repo.tar.xz"), "-C", folder]);
            var files = Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(folder, f)).ToList();
            var trace = StackTraceParser.Parse(item.Request with { Language = null });
            Assert.Equal(CodeLanguages.FromName(item.Language), trace.Language);
            var mapper = new FrameMapper(files, null);
            foreach (var mapped in trace.Exceptions.SelectMany(e => mapper.Map(e, trace.Language)))
            {
                var structure = CodeStructure.Parse(mapped.Path, File.ReadAllText(Path.Combine(folder, mapped.Path)));
                var unit = structure.FunctionAt(mapped.Line);
                var names = structure.Units.Where(u => u.Contains(mapped.Line)).Select(u => u.Name).ToList();
                total++;
                if (names.Contains(mapped.Frame.Method) || mapped.Frame.Method is "<init>" or "<module>")
                {
                    right++;
                }
                else
                {
                    output.WriteLine($"{item.Name}: {mapped.Frame.Function} at {mapped.Path}:{mapped.Line} is in {unit?.QualifiedName}");
                }
            }
        }

        output.WriteLine($"REPORT corpus, stack traces: {right} of {total} frames found with their function");
        Assert.True(right >= total * 0.8);
    }
}
