using OpsFlow.Records.ChatTurn;

namespace OpsFlow.Activities.ChatTurn.Nodes;

/// <summary>Tools and sources that no provider is there for: says which, so that nobody waits for them.</summary>
internal sealed class UnsetNode : IChatNode
{
    public IReadOnlyList<string> Names { get; } =
    [
        "image_generation",
    ];

    public Task<NodeData> RunAsync(NodeRequest request, CancellationToken cancellationToken) =>
        Task.FromResult(NodeAnswers.Nothing(ChatWords.FormatNotThere(request.Node)));
}
