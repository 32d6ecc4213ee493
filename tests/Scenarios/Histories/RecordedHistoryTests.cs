using System.Text;
using System.Text.RegularExpressions;
using OpsFlow.Domain.CodeAnalysis.Patching;
using OpsFlow.Workflows.ErrorAnalysis;
using Temporalio.Workflows;

namespace OpsFlow.Scenarios.Histories;

/// <summary>
/// Histories recorded from real runs, a folder for each workflow and in it one for each version of its code: changed
/// code must still agree with all of them. A file's name begins with the server that wrote it. Recorded by the tests of
/// this project when OPSFLOW_RECORD_HISTORIES names a folder.
/// </summary>
public sealed partial class RecordedHistoryTests(ITestOutputHelper output)
{
    private static string Source => Path.Combine(Counterparts.RepositoryRoot, "Workflows");

    private static string Recorded => Path.Combine(Counterparts.RepositoryRoot, "tests", "Scenarios", "Histories");

    /// <summary>The names of all workflows that the product has.</summary>
    public static TheoryData<string> Workflows => [.. Types.Keys];

    private static SortedDictionary<string, Type> Types { get; } = new(
        typeof(OpsFlow.Workflows.ErrorAnalysis.ErrorAnalysisWorkflow).Assembly.GetTypes()
            .Where(t => Attribute.IsDefined(t, typeof(WorkflowAttribute)))
            .ToDictionary(t => WorkflowDefinition.Create(t).Name!),
        StringComparer.Ordinal);

    [Fact]
    public async Task Replay_RecordedHistories_ShowNoDifference()
    {
        var files = Directory.GetFiles(Recorded, "*.json", SearchOption.AllDirectories);
        var (exitCode, text, error) = await Tool.TryRunAsync(
            "dotnet", [Counterparts.Built("OpsFlow.Worker"), "replay", .. files], Path.GetTempPath());
        output.WriteLine(text);
        output.WriteLine($"REPORT recorded histories: {files.Length} replayed");
        Assert.True(exitCode == 0, text + error);
    }

    [Theory]
    [MemberData(nameof(Workflows))]
    public void Workflow_EveryVersion_HasARecordedHistory(string workflow)
    {
        var folder = Path.Combine(Recorded, workflow);
        Assert.True(Directory.Exists(folder), $"no history of {workflow} is recorded");
        var histories = Directory.GetFiles(folder, "*.json", SearchOption.AllDirectories)
            .Select(f => (Name: f, Patches: Patches(f, workflow))).ToList();
        var known = PatchesInSource(Types[workflow].Name);
        foreach (var (id, isDeprecated) in known)
        {
            Assert.True(isDeprecated
                || histories.Any(h => !h.Patches.Contains(id)), $"no history of {workflow} from before {id}");
        }

        foreach (var server in new[] { "ours-", "official-" })
        {
            var current = histories.Where(h => Path.GetFileName(h.Name).StartsWith(server, StringComparison.Ordinal)
                && known.Keys.All(h.Patches.Contains));
            Assert.True(current.Any(), $"no history of today's {workflow} with the prefix {server}");
        }
    }

    /// <summary>The patches of which a history has markers; it must be one of the workflow.</summary>
    private static HashSet<string> Patches(string file, string workflow)
    {
        var events = JsonNode.Parse(File.ReadAllText(file))!["events"]!.AsArray();
        Assert.Equal(
            workflow, events[0]!["workflowExecutionStartedEventAttributes"]!["workflowType"]!["name"]!.ToString());
        return [.. events
            .Select(e => e!["markerRecordedEventAttributes"])
            .Where(m => m?["markerName"]?.ToString() == "core_patch")
            .Select(m => Encoding.UTF8.GetString(
                Convert.FromBase64String(m!["details"]!["patch-data"]!["payloads"]![0]!["data"]!.ToString())))
            .Select(data => JsonNode.Parse(data)!["id"]!.ToString())];
    }

    /// <summary>The patches in a workflow's code, and whether they are deprecated: then all runs have them.</summary>
    private static Dictionary<string, bool> PatchesInSource(string type)
    {
        var source = string.Concat(
            Directory.GetFiles(Source, "*.cs", SearchOption.AllDirectories).Select(File.ReadAllText)
            .Where(text => Regex.IsMatch(text, $@"\bclass {type}\b")));
        Assert.NotEmpty(source);
        var constants = Constant().Matches(source).ToDictionary(m => m.Groups[1].Value, m => m.Groups[2].Value);
        return Patch().Matches(source)
            .GroupBy(m => m.Groups[2].Success ? m.Groups[2].Value : constants[m.Groups[3].Value])
            .ToDictionary(g => g.Key, g => g.All(m => m.Groups[1].Value == "DeprecatePatch"));
    }

    [GeneratedRegex(@"const string (\w+) = ""([^""]+)""")]
    private static partial Regex Constant();

    [GeneratedRegex(@"Workflow\.(Patched|DeprecatePatch)\((?:""([^""]+)""|(\w+))\)")]
    private static partial Regex Patch();
}
