using OpsFlow.Domain.Text;
using OpsFlow.Infrastructure.Hosts;
using OpsFlow.Platform.Timing;
using OpsFlow.Records.ChatTurn;

namespace OpsFlow.Activities.ChatTurn.Nodes;

/// <summary>How our own machines are: those of the list, each by its own endpoint.</summary>
internal sealed class InfraNode(HostAgents agents) : IChatNode
{
    private const int MaxLine = 400;

    // Of the node's time: a host that does not answer must not take the others' answers with it.
    private const double Share = 0.8;

    public IReadOnlyList<string> Names { get; } =
        ["infra.status", "infra.health", "infra.disk", "infra.network", "infra.models"];

    public async Task<NodeData> RunAsync(NodeRequest request, CancellationToken cancellationToken)
    {
        if (!agents.Names.Any())
        {
            return NodeAnswers.NotSetUp(request.Node, "OPSFLOW_HOSTS");
        }

        var what = request.Node["infra.".Length..];
        var named = request.Of("host") ?? request.Of("service");
        var hosts = named is null ? agents.Names.ToList() : [named];
        using var limit = new TimeLimit(request.Limit * Share, cancellationToken);
        var said = await Task.WhenAll(hosts.Select(async h => (Host: h, Text: await AskAsync(h))));
        var lines = said.Select(s => s.Text is null
            ? ChatWords.FormatHostSilent(s.Host)
            : ChatWords.FormatHostSays(s.Host, what, s.Text.OneLine(MaxLine))).ToList();
        var text = string.Join('\n', lines);
        return said.All(s => s.Text is null)
            ? NodeAnswers.Nothing(text) with { Error = "no_answer" }
            : NodeAnswers.Found(text, text);

        async Task<string?> AskAsync(string host)
        {
            try
            {
                return await agents.AskAsync(host, what, limit.Token);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                return null;
            }
        }
    }
}
