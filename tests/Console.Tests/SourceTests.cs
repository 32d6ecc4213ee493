using System.Text.RegularExpressions;

namespace OpsFlow.Console.Tests;

/// <summary>What can be said of the console's files without a browser.</summary>
public sealed partial class SourceTests
{
    private static readonly string s_console = Path.Combine(Counterparts.RepositoryRoot, "Console");

    private static IEnumerable<string> Scripts => new[] { "shell", "parts", "pages" }
        .SelectMany(folder => Directory.GetFiles(Path.Combine(s_console, folder), "*.js"));

    [Fact]
    public void Words_OfBothLanguages_HaveTheSameKeysAndPlaces()
    {
        var (english, korean) = (Words("en"), Words("ko"));
        Assert.Equal(english.Keys.Order(StringComparer.Ordinal), korean.Keys.Order(StringComparer.Ordinal));
        foreach (var (key, text) in english)
        {
            Assert.Equal(Places(text), Places(korean[key]));
        }
    }

    [Fact]
    public void Words_ThatScriptsName_AreThere()
    {
        var words = Words("en");
        var named = Scripts.SelectMany(
            file => NamedWord().Matches(File.ReadAllText(file)).Select(m => m.Groups[1].Value));
        Assert.Empty(named.Where(key => !words.ContainsKey(key)).Distinct());
    }

    // A schedule without a word of its own would show the note that the engine keeps, which is English.
    [Fact]
    public void Schedules_ThatTheProductRegisters_HaveWordsOfBothLanguages()
    {
        var sources = new[] { "Activities", "Records", "Worker" }
            .SelectMany(folder => Directory.GetFiles(
                Path.Combine(Counterparts.RepositoryRoot, folder), "*.cs", SearchOption.AllDirectories))
            .Select(File.ReadAllText).Where(text => text.Contains("IMaintenanceTask", StringComparison.Ordinal))
            .ToList();
        var classes = sources.Sum(text => MaintenanceClass().Count(text));
        var names = sources.SelectMany(text => TaskName().Matches(text).Select(m => m.Groups[1].Value)).ToHashSet();

        // One class is of several tasks, which are named where they are registered.
        Assert.Equal(classes - 1 + sources.Sum(text => NewsTask().Count(text)), names.Count);
        foreach (var words in new[] { Words("en"), Words("ko") })
        {
            Assert.All(names, name => Assert.Contains($"schedule.{name}", words.Keys));
        }
    }

    // One after the other they would take a round trip each.
    [Fact]
    public void Index_Preloads_WhatTheShellImports()
    {
        var index = File.ReadAllText(Path.Combine(s_console, "index.html"));
        var (seen, open) = (new HashSet<string>(), new Queue<string>(["/shell/app.js", "/shell/page.js"]));
        while (open.TryDequeue(out var file))
        {
            if (!seen.Add(file) || file.StartsWith("/vendor/", StringComparison.Ordinal))
            {
                continue;
            }

            foreach (Match import in Import().Matches(File.ReadAllText(s_console + file)))
            {
                open.Enqueue(new Uri(new Uri($"file://{file}"), import.Groups[1].Value).AbsolutePath);
            }
        }

        Assert.Equal(
            seen.Order(StringComparer.Ordinal),
            Preload().Matches(index).Select(m => m.Groups[1].Value).Order(StringComparer.Ordinal));
    }

    // Whatever is parsed as markup may hold what a stranger reported; a style attribute is against the policy.
    [Fact]
    public void Scripts_ParseNoTextAsMarkupAndStyleNothingInline()
    {
        foreach (var file in Scripts)
        {
            Assert.DoesNotMatch(
                "innerHTML|outerHTML|unsafeHTML|insertAdjacentHTML|document\\.write| style=|eval\\(",
                File.ReadAllText(file));
        }
    }

    [RequiresFact("npm", "node")]
    public async Task Vendor_MadeOfTheLockFile_IsWhatIsThereAndTypesFit()
    {
        using var folder = new TempFolder();
        var packages = Path.Combine(s_console, "packages");
        var (exitCode, output, error) = await Tool.TryRunAsync(
            "bash", [Path.Combine(packages, "update"), folder.Path], packages, TimeSpan.FromMinutes(4));
        Assert.True(exitCode == 0, output + error);
        foreach (var made in Directory.GetFiles(folder.Path))
        {
            Assert.Equal(
                await File.ReadAllTextAsync(made),
                await File.ReadAllTextAsync(Path.Combine(s_console, "vendor", Path.GetFileName(made))));
        }

        (exitCode, output, error) = await Tool.TryRunAsync(
            Path.Combine(packages, "node_modules", ".bin", "tsc"),
            ["-p", Path.Combine(s_console, "jsconfig.json")],
            packages,
            TimeSpan.FromMinutes(2));
        Assert.True(exitCode == 0, output + error);
    }

    private static IEnumerable<string> Places(string text) =>
        Place().Matches(text).Select(m => m.Value).Order(StringComparer.Ordinal);

    private static Dictionary<string, string> Words(string language) =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(s_console, "words", $"{language}.json")))!.AsObject()
            .ToDictionary(p => p.Key, p => p.Value!.ToString());

    [GeneratedRegex(@"\{\w+\}")]
    private static partial Regex Place();

    [GeneratedRegex("^import (?:[^;]*? from )?'([^']+)'", RegexOptions.Multiline)]
    private static partial Regex Import();

    [GeneratedRegex("<link rel=\"modulepreload\" href=\"([^\"]+)\">")]
    private static partial Regex Preload();

    [GeneratedRegex(@"\)\s*: IMaintenanceTask\b")]
    private static partial Regex MaintenanceClass();

    [GeneratedRegex(@"(?:string Name => |new NewsCollection\(\s*)""([\w-]+)""")]
    private static partial Regex TaskName();

    [GeneratedRegex(@"new NewsCollection\(")]
    private static partial Regex NewsTask();

    [GeneratedRegex(@"\bt\('([\w.-]+)'")]
    private static partial Regex NamedWord();
}
