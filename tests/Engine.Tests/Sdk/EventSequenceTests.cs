using System.Reflection;

namespace OpsFlow.Engine.Tests.Sdk;

/// <summary>
/// What scenarios write through our server, event by event, against what the official server wrote. Set
/// RECORD_SEQUENCES to
/// the folder <c>Sequences</c> beside this file to ask the official server anew: scenarios whose events depend on the
/// moment
/// (two official runs differ, or they are in <c>left-out.list</c>) are left out. RECORD_ONLY names a part of those to
/// record.
/// </summary>
[Collection(nameof(AloneCollection))]
public class EventSequenceTests(ITestOutputHelper output)
{
    // Which of two things that happen at once comes first may differ from run to run: one of a few must be the same.
    private const int Attempts = 8;

    private static readonly Lazy<Task<ConcurrentDictionary<string, string>>> Actual = new(RunAllAsync);

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "Sdk", "Sequences");

    public static IReadOnlyList<string> Names =>
    [
        .. Directory.GetFiles(Folder, "*.txt").Select(f => Path.GetFileNameWithoutExtension(f)).Order(
            StringComparer.Ordinal),
    ];

    public static TheoryData<string> Recorded => [.. Names];

    [Theory]
    [MemberData(nameof(Recorded))]
    public async Task Scenario_ThroughOurServer_WritesWhatTheOfficialOneWrites(string name) =>
        Assert.Equal(await ExpectedAsync(name), (await Actual.Value).GetValueOrDefault(name));

    [Fact]
    public void Recorded_Scenarios_AreAtLeastSixty() =>
        Assert.True(Names.Count >= 60, $"{Names.Count} scenarios");

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
        foreach (var scenario in Scenarios().Where(m => !leftOut.Contains(Name(m)) && Name(m).Contains(only)))
        {
            var first = await RunAsync(scenario, ServerKind.Official);
            var second = await RunAsync(scenario, ServerKind.Official);
            var isSteady = first.Length > 0 && first == second;
            output.WriteLine($"{Name(scenario)}: {(isSteady ? "recorded" : $"left out\n{Difference(first, second)}")}");
            if (isSteady)
            {
                await File.WriteAllTextAsync(Path.Combine(folder, Name(scenario) + ".txt"), first);
            }
        }
    }

    private static Task<string> ExpectedAsync(string name) =>
        File.ReadAllTextAsync(Path.Combine(Folder, name + ".txt"));

    /// <summary>
    /// The classes at once, as they mostly wait; those of one class after each other, as tests of one do.
    /// </summary>
    private static async Task<ConcurrentDictionary<string, string>> RunAllAsync()
    {
        var recorded = Names.ToHashSet();
        var actual = new ConcurrentDictionary<string, string>();
        await Task.WhenAll(
            Scenarios().Where(m => recorded.Contains(Name(m))).GroupBy(m => m.DeclaringType).Select(async type =>
        {
            foreach (var scenario in type)
            {
                var (name, expected) = (Name(scenario), await ExpectedAsync(Name(scenario)));
                for (var attempt = 0; attempt < Attempts && actual.GetValueOrDefault(name) != expected; attempt++)
                {
                    actual[name] = await RunAsync(scenario, ServerKind.Ours);
                }
            }
        }));
        return actual;
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
        .Where(m => m.GetCustomAttribute<OnOursAttribute>() is not null
            && m.GetCustomAttribute<OnOfficialAttribute>() is not null
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
        catch (Exception e)
        {
            return $"{Name(scenario)} failed: {e} {Guid.NewGuid()}";
        }
        finally
        {
            (instance as IDisposable)?.Dispose();
        }

        return string.Join("\n", collecting.Sequences);
    }
}
