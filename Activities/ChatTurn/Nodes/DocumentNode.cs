using System.Globalization;
using OpsFlow.Domain.Conversation.Documents;
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
    private const int MaxRead = 1800;

    public IReadOnlyList<string> Names { get; } = 
        ["document.search", "document.search_full", "document.ask", "document.read"];

    public async Task<NodeData> RunAsync(NodeRequest request, CancellationToken cancellationToken)
    {
        if (!library.IsSetUp)
        {
            return NodeAnswers.NotSetUp("documents", "OPSFLOW_DOCUMENTS");
        }

        var index = await Task.Run(library.Index, cancellationToken);
        if (request.Node == "document.read")
        {
            return Read(index, request);
        }

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

    // As much as a model is shown; where it goes on is said, so that it can be asked for.
    private static NodeData Read(DocumentIndex index, NodeRequest request)
    {
        var name = request.Of("doc_id") ?? request.Query;
        var line = int.TryParse(request.Of("line"), NumberStyles.None, CultureInfo.InvariantCulture, out var said)
            ? said
            : 1;
        var parts = index.Read(name, line);
        if (parts.Count == 0)
        {
            return NodeAnswers.Nothing(ChatWords.FormatNoDocument(name.OneLine(80)));
        }

        var (shown, length) = (new List<DocumentChunk>(), 0);
        foreach (var part in parts)
        {
            length += part.Text.Length + 1;
            if (shown.Count > 0 && length > MaxRead)
            {
                break;
            }

            shown.Add(part);
        }

        var text = string.Join('\n', shown.Select(p => p.Text));
        var rest = shown.Count < parts.Count
            ? "\n" + ChatWords.FormatGoesOn(parts[shown.Count].Line.ToString(CultureInfo.InvariantCulture))
            : "";
        return NodeAnswers.Found(
            $"[{parts[0].Document}]\n{text}{rest}", $"{parts[0].Document}\n{text}{rest}", 1,
            new NodeSource(parts[0].Document, null));
    }
}
