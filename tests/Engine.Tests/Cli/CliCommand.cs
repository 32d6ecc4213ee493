using System.Text.Json;
using System.Text.RegularExpressions;

namespace OpsFlow.Engine.Tests.Cli;

/// <summary>A line of <c>commands.txt</c>.</summary>
internal sealed partial record CliCommand(string Name, bool Reads, IReadOnlyList<string> Arguments)
{
    public static IReadOnlyList<CliCommand> All { get; } =
        [.. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Cli", "commands.txt"))
            .Where(l => l.Length > 0 && l[0] != '#')
            .Select(Parse)];

    /// <summary>The arguments, with what earlier commands printed put in.</summary>
    public IReadOnlyList<string> Fill(IReadOnlyDictionary<string, CliOutcome> earlier) =>
        [.. Arguments.Select(a => Placeholder().Replace(a, m =>
            JsonDocument.Parse(earlier[m.Groups[1].Value].Output).RootElement
                .GetProperty(m.Groups[2].Value).GetString()!))];

    private static CliCommand Parse(string line)
    {
        var words = Word().Matches(line).Select(m => m.Groups[1].Success ? m.Groups[1].Value : m.Value).ToList();
        var reads = words[0][0] == '?';
        return new CliCommand(reads ? words[0][1..] : words[0], reads, words[1..]);
    }

    /// <summary>A word, or several in quotes when the quotes stand around the whole word and hold a space.</summary>
    [GeneratedRegex("""(?<=\s)"([^"]* [^"]*)"(?=\s|$)|\S+""")]
    private static partial Regex Word();

    [GeneratedRegex(@"\$\{([\w-]+)\.(\w+)\}")]
    private static partial Regex Placeholder();
}
