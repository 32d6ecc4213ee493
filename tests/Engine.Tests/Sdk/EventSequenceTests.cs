using System.Reflection;
using OpsFlow.Engine.Tests.Sdk.Support;
using Xunit.Abstractions;

namespace OpsFlow.Engine.Tests.Sdk;

/// <summary>
/// What scenarios write through our server, event by event, against what the official server wrote. Set RECORD_SEQUENCES to
/// the folder <c>Sequences</c> beside this file to ask the official server anew: scenarios whose events depend on the moment
/// (two official runs differ, or they are in <c>left-out.list</c>) are left out. RECORD_ONLY names a part of those to record.
/// </summary>
[Collection(nameof(EventSequenceTests))]
public class EventSequenceTests(ITestOutputHelper output)
{
    // Which of two things that happen at once comes first may differ from run to run: one of a few must be the same.
    private const int Attempts = 8;

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "Sdk", "Sequences");

    private static IReadOnlyList<string> RecordedNames => Directory.Exists(Folder)
        ? [.. Directory.GetFiles(Folder, "*.txt").Select(f => Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal)]
        : [];

    public static TheoryData<string> Recorded
    {
        get
        {
            var data = new TheoryData<string>();
            foreach (var name in RecordedNames)
            {
                data.Add(name);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Recorded))]
    public async Task Scenario_ThroughOurServer_WritesWhatTheOfficialOneWrites(string name)
    {
        var expected = await File.ReadAllTextAsync(Path.Combine(Folder, name + ".txt"));
        var actual = "";
        for (var attempt = 0; attempt < Attempts && actual != expected; attempt++)
        {
            actual = await RunAsync(Scenarios().Single(m => Name(m) == name), ServerKind.Ours);
        }

        Assert.Equal(expected, actual);
    }

    [Fact]
    public void Recorded_Scenarios_AreAtLeastSixty() => Assert.True(RecordedNames.Count >= 60, $"{RecordedNames.Count} scenarios");

    [Fact]
    public async Task Record_WhenAskedFor_WritesTheOfficialSequences()
    {
        if (Environment.GetEnvironmentVariable("RECORD_SEQUENCES") is not { Length: > 0 } folder)
        {
            Assert.Null(Environment.GetEnvironmentVariable("RECORD_SEQUENCES"));
            return;
        }

        Directory.CreateDirectory(folder);
        var leftOut = await File.ReadAllLinesAsync(Path.Combine(Folder, "left-out.list"));
        var only = Environment.GetEnvironmentVariable("RECORD_ONLY") ?? "";
        foreach (var scenario in Scenarios().Where(m => !leftOut.Contains(Name(m)) && Name(m).Contains(only, StringComparison.Ordinal)))
        {
            var first = await RunAsync(scenario, ServerKind.Official);
            var second = await RunAsync(scenario, ServerKind.Official);
            var isSteady = first.Length > 0 && first == second;
            output.WriteLine($"{Name(scenario)}: {(isSteady ? "recorded" : "left out")}");
            output.WriteLine(isSteady ? "" : Difference(first, second));
            if (isSteady)
            {
                await File.WriteAllTextAsync(Path.Combine(folder, Name(scenario) + ".txt"), first);
            }
        }
    }

    private static string Difference(string first, string second) => first
        .Split('\n')
        .Zip(second.Split('\n'))
        .Where(p => p.First != p.Second)
        .Select(p => $"    {p.First}\n    {p.Second}")
        .FirstOrDefault() ?? $"    {first.Length} and {second.Length} characters";

    private static string Name(MethodInfo scenario) => $"{scenario.DeclaringType!.Name}.{scenario.Name}";

    private static IEnumerable<MethodInfo> Scenarios() => typeof(EventSequenceTests).Assembly.GetTypes()
        .Where(t => t.GetConstructor([]) is not null)
        .SelectMany(t => t.GetMethods())
        .Where(m => m.GetCustomAttribute<OnOursAttribute>() is not null && m.GetCustomAttribute<OnOfficialAttribute>() is not null
            && m.GetParameters() is [{ } only] && only.ParameterType == typeof(ServerKind))
        .OrderBy(Name, StringComparer.Ordinal);

    private static async Task<string> RunAsync(MethodInfo scenario, ServerKind server)
    {
        using var collecting = Scenario.Collect();
        var instance = Activator.CreateInstance(scenario.DeclaringType!);
        try
        {
            await (Task)scenario.Invoke(instance, [server])!;
        }
        catch (Exception e) when (server == ServerKind.Official)
        {
            return $"{Name(scenario)} failed: {e.Message} {Guid.NewGuid()}";
        }
        finally
        {
            (instance as IDisposable)?.Dispose();
        }

        return string.Join("\n", collecting.Sequences);
    }

    /// <summary>The scenarios are run once more here: not beside their own tests, with which they share static state.</summary>
    [CollectionDefinition(nameof(EventSequenceTests), DisableParallelization = true)]
    public sealed class Alone;
}
