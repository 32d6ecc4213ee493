namespace OpsFlow.Infrastructure.Tests.Sandbox;

/// <summary>The hostile commands of <c>hostile-commands.txt</c>.</summary>
internal static class HostileCommands
{
    public static IReadOnlyDictionary<string, string> All { get; } = File.ReadLines(
            Path.Combine(Counterparts.RepositoryRoot, "tests/Infrastructure.Tests/Sandbox/hostile-commands.txt"))
        .Where(l => l.Length > 0 && l[0] != '#').Select(l => l.Split(" | ", 2))
        .ToDictionary(p => p[0], p => p[1].Replace("<nl>", "\n", StringComparison.Ordinal));
}
