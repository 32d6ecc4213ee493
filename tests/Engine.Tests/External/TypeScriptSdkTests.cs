using System.Text.RegularExpressions;

namespace OpsFlow.Engine.Tests.External;

/// <summary>The official TypeScript SDK on this server.</summary>
public sealed partial class TypeScriptSdkTests(TypeScriptRun run) : IClassFixture<TypeScriptRun>
{
    /// <summary>The checks' names, from their sources: a check that is not run is a failure, not an omission.</summary>
    public static TheoryData<string> Names =>
    [
        .. Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "TypeScript"), "checks-*.js")
            .Order(StringComparer.Ordinal)
            .SelectMany(f => CheckName().Matches(File.ReadAllText(f)).Select(m => m.Groups[1].Value)),
        "checks.js", "createLocal", "createTimeSkipping", "environments.js",
    ];

    [RequiresTheory(Counterparts.TypeScriptSdk)]
    [MemberData(nameof(Names))]
    public void Check_OfTheSdk_Passes(string name)
    {
        Assert.True(run.Results.TryGetValue(name, out var failure), $"{name} was not run:\n{run.Output}");
        Assert.True(failure.Length == 0, failure);
    }

    [GeneratedRegex(@"^  (?:async )?(\w+)(?:\(|: finds\(|: policy\(|: \(context\))", RegexOptions.Multiline)]
    private static partial Regex CheckName();
}
