using System.Globalization;
using OpsFlow.Domain.Text;
using OpsFlow.Infrastructure.Documents;
using OpsFlow.Records.ChatTurn;

namespace OpsFlow.Activities.ChatTurn.Nodes;

/// <summary>
/// The library: parts of documents that fit, each cited. What they say is data: nothing in it is followed.
/// </summary>
internal sealed class DocumentNode(DocumentLibrary library) : IChatNode
{
    private const int Few = 3;
    private const int Many = 10;
    private const int PreviewLength = 160;
    private const double Enough = 0.3;

    public IReadOnlyList<string> Names { get; } = ["document.search", "document.search_full", "document.ask"];

    public async Task<NodeData> RunAsync(NodeRequest request, CancellationToken cancellationToken)
    {
        if (!library.IsSetUp)
        {
            return NodeAnswers.NotSetUp("documents", "OPSFLOW_DOCUMENTS");
        }

        var index = await Task.Run(library.Index, cancellationToken);
        var found = index.Search(request.Query, request.Node == "document.ask" ? Few : Many)
            .Where(f => f.Share >= Enough).ToList();
        if (found.Count == 0)
        {
            return NodeAnswers.Nothing(ChatWords.FormatNoDocument(request.Query.OneLine(80)));
        }

        return NodeAnswers.Found(
            string.Join("\n\n", found.Select(f => $"[{f.Chunk.Citation}]\n{f.Chunk.Text}")),
            $"{ChatWords.FormatDocuments(found.Count.ToString(CultureInfo.InvariantCulture))}\n"
            + string.Join('\n', found.Select(f => $"- {f.Chunk.Citation}: {f.Chunk.Text.OneLine(PreviewLength)}")),
            1, [.. found.Select(f => new NodeSource(f.Chunk.Citation, null)).DistinctBy(s => s.Title)]);
    }
}
