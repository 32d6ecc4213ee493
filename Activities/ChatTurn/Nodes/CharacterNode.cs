using OpsFlow.Records.ChatTurn;
using OpsFlow.Records.Waste;

namespace OpsFlow.Activities.ChatTurn.Nodes;

/// <summary>The characters of the catalog.</summary>
internal sealed class CharacterNode(WasteLibrary library) : IChatNode
{
    public IReadOnlyList<string> Names { get; } = ["character"];

    public Task<NodeData> RunAsync(NodeRequest request, CancellationToken cancellationToken)
    {
        var all = library.Rules.Catalog.Characters;
        var found = all.FirstOrDefault(c => request.Query.Contains(c.Name.Ko, StringComparison.Ordinal)
            || request.Query.Contains(c.Name.En, StringComparison.OrdinalIgnoreCase)) ?? all.First(c => c.Default);
        var (name, line) = (found.Name.In(request.Turn.Language), found.Line.In(request.Turn.Language));
        return Task.FromResult(NodeAnswers.Found(
            $"character: {name}\nclass: {found.Class}\nline: {line}", ChatWords.FormatCharacterLine(name, line), 0.9));
    }
}
