using OpsFlow.Records.Conversation;
using OpsFlow.Records.Waste;
using OpsFlow.Tests.Support;

namespace OpsFlow.Records.Tests.Conversation;

/// <summary>A fault of the rules' files is named with file and line; a bad edit keeps the rules of before.</summary>
public sealed class ConversationFilesTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public ConversationFilesTests()
    {
        foreach (var file in Directory.EnumerateFiles(
            ConversationFiles.Shipped, "*", SearchOption.AllDirectories))
        {
            _folder.Write(Path.GetRelativePath(ConversationFiles.Shipped, file), File.ReadAllText(file));
        }
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("words.yaml", "  nouns: [문서,", "  nouns: [문서, 문서,", "duplicates")]
    [InlineData("words.yaml", "  nouns: [문서,", "  nouns: ['', 문서,", "nouns")]
    [InlineData("words.yaml", "smallTalk:\n", "chatter:\n", "chatter")]
    [InlineData("words.yaml", "  shortWords: 8", "  shortWords: many", "shortWords")]
    [InlineData("words.yaml", "  mentions: '", "  mentions: '((", "Not enough")]
    [InlineData("intents.yaml", "  bulk_waste:\n", "  bulky:\n", "bulky")]
    [InlineData("intents.yaml", "nearby: '", "nearby: '[", "Unterminated")]
    public void Read_FaultyFile_NamesFileLineAndFault(string file, string good, string bad, string message)
    {
        Edit(file, good, bad);

        var (rules, faults) = ConversationFiles.Read(_folder.Path);

        Assert.Null(rules);
        Assert.Contains(faults, f => f.File == file && f.Line >= 1
            && f.Message.Contains(message, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void Reload_BadEdit_KeepsRulesAndGoodEditTakesThem()
    {
        var (catalog, _) = CatalogFiles.Read(CatalogFiles.Shipped);
        var library = new ConversationLibrary(
            _folder.Path, ConversationFiles.Read(_folder.Path).Rules, new(CatalogFiles.Shipped, catalog));
        var version = library.Rules.Version;

        Edit("words.yaml", "  nouns: [문서,", "  nouns: ['', 문서,");
        Assert.False(library.Reload());
        Assert.Equal(version, library.Rules.Version);
        Assert.NotEmpty(library.Refused);

        Edit("words.yaml", "  nouns: ['', 문서,", "  nouns: [두루마리, 문서,");
        Assert.True(library.Reload());
        Assert.NotEqual(version, library.Rules.Version);
        Assert.Equal(
            "document.search",
            library.Router.Route("고려 시대 두루마리 찾아줘", new(2026, 3, 11), false).Tools.Single().Tool);
    }

    private void Edit(string file, string good, string bad)
    {
        var text = File.ReadAllText(Path.Combine(_folder.Path, file));
        Assert.Contains(good, text);
        _folder.Write(file, text.Replace(good, bad, StringComparison.Ordinal));
    }
}
