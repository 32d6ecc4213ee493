using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace OpsFlow.Scenarios.Words;

/// <summary>What people read is there in every language, and takes the same values in each.</summary>
public sealed partial class WordFilesTests
{
    private const string English = "Words.resx";

    public static TheoryData<string> Files() =>
        [.. Directory.EnumerateFiles(Counterparts.RepositoryRoot, "*" + English, SearchOption.AllDirectories)
            .Select(f => Path.GetRelativePath(Counterparts.RepositoryRoot, f))
            .Where(f => !f.StartsWith("artifacts", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Files))]
    public void File_InKorean_HasTheSameWordsWithTheSameValues(string file)
    {
        var english = Read(Path.Combine(Counterparts.RepositoryRoot, file));
        var korean = Read(Path.Combine(Counterparts.RepositoryRoot, file.Replace(English, "Words.ko.resx")));

        Assert.Equal(english.Keys, korean.Keys);
        foreach (var (key, text) in english)
        {
            Assert.Equal((key, Values(text)), (key, Values(korean[key])));
            var hasWords = Letters().IsMatch(Value().Replace(text, ""));
            Assert.True(
                !hasWords || Hangul().IsMatch(korean[key])
                    || !Letters().IsMatch(Measures().Replace(Value().Replace(korean[key], ""), "")),
                $"{key}: '{korean[key]}'");
            Assert.False(Hangul().IsMatch(text), key);
        }
    }

    private static SortedDictionary<string, string> Read(string path) => new(
        XDocument.Load(path).Root!.Elements("data")
            .ToDictionary(d => d.Attribute("name")!.Value, d => d.Element("value")!.Value),
        StringComparer.Ordinal);

    private static string Values(string text) =>
        string.Join(' ', Value().Matches(text).Select(m => m.Value).Order(StringComparer.Ordinal));

    [GeneratedRegex(@"\{\w+\}")]
    private static partial Regex Value();

    // What a system's status is measured by has one name in both languages.
    [GeneratedRegex(@"\b(active_jobs|total|status API|health|ping)\b")]
    private static partial Regex Measures();

    [GeneratedRegex("[a-z]{3}")]
    private static partial Regex Letters();

    [GeneratedRegex(@"\p{IsHangulSyllables}")]
    private static partial Regex Hangul();
}
