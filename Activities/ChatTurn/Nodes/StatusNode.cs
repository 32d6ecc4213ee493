using System.Globalization;
using OpsFlow.Platform.Models;
using OpsFlow.Platform.Models.Health;
using OpsFlow.Records.ChatTurn;

namespace OpsFlow.Activities.ChatTurn.Nodes;

/// <summary>How the models are.</summary>
internal sealed class StatusNode(ModelRegistry registry, ModelHealthStore health) : IChatNode
{
    public IReadOnlyList<string> Names { get; } = ["status.models"];

    public async Task<NodeData> RunAsync(NodeRequest request, CancellationToken cancellationToken)
    {
        if (!registry.Models.Any())
        {
            return NodeAnswers.Found(ChatWords.StatusNone, ChatWords.StatusNone);
        }

        var known = await health.ReadAsync(cancellationToken);
        var lines = registry.Models.Select(m =>
        {
            var roles = string.Join(", ", registry.RolesOf(m));
            var name = roles.Length > 0 ? $"{m.Name} ({roles})" : m.Name;
            return known.GetValueOrDefault(m.Name) is { Healthy: false }
                ? ChatWords.FormatStatusDown(name)
                : ChatWords.FormatStatusUp(name, known.GetValueOrDefault(m.Name) is { LatencyMs: { } ms } h
                    ? string.Create(
                        CultureInfo.InvariantCulture, $"health {ms:0}ms (baseline {h.Baseline.Milliseconds:0}ms)")
                    : "-");
        }).ToList();
        var text = $"{ChatWords.StatusHead}\n{string.Join('\n', lines)}";
        return NodeAnswers.Found(text, text);
    }
}
