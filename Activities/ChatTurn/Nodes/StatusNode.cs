using System.Globalization;
using OpsFlow.Platform.Models;
using OpsFlow.Platform.Models.Health;
using OpsFlow.Platform.Timing;
using OpsFlow.Records.ChatTurn;

namespace OpsFlow.Activities.ChatTurn.Nodes;

/// <summary>How the models are. Somebody asks, so each is measured once, as far as the node's time goes.</summary>
internal sealed class StatusNode(
    ModelRegistry registry, ModelHealthMonitor health, ChatStore chats, TimeProvider time) : IChatNode
{
    // Of the node's time; a model that works on something else must not take all of it.
    private const double Share = 0.7;

    public IReadOnlyList<string> Names { get; } = ["status.models"];

    public async Task<NodeData> RunAsync(NodeRequest request, CancellationToken cancellationToken)
    {
        if (!registry.Models.Any())
        {
            return NodeAnswers.Found(ChatWords.StatusNone, ChatWords.StatusNone);
        }

        var reports = await MeasureAsync(request.Limit * Share, cancellationToken);
        var (running, waiting) = await chats.CountOpenAsync(cancellationToken);
        var lines = reports.Select(r => Line(r, registry.RolesOf(r.Entry)))
            .Append(ChatWords.FormatStatusQueue($"{running}", $"{waiting}"));
        var text = $"{ChatWords.StatusHead}\n{string.Join('\n', lines)}";
        return NodeAnswers.Found(text, text);
    }

    /// <summary>One model.</summary>
    internal static string Line(ModelReport report, IReadOnlyList<string> roles)
    {
        var name = roles.Count > 0 ? $"{report.Entry.Name} ({string.Join(", ", roles)})" : report.Entry.Name;
        if (report.Health is not { } health)
        {
            return ChatWords.FormatStatusUnknown(name);
        }

        if (!health.Healthy)
        {
            return ChatWords.FormatStatusDown(name);
        }

        List<string> parts = [];
        if (report.Load is { } load)
        {
            parts.Add(WordOf(load));
        }

        if (health.Status is { } status)
        {
            parts.Add(ChatWords.FormatStatusJobs(
                $"{status.ActiveJobs}", status.TotalRequests is { } total ? $"{total}" : "-"));
        }

        if (health.LatencyMs is { } latency)
        {
            // Of one check alone there is nothing to compare it with.
            var baseline = health.Baseline;
            parts.Add(baseline.Samples > 1
                ? ChatWords.FormatStatusAgainst(
                    Number(latency, "0"), Number(baseline.Milliseconds, "0"),
                    Number(latency / baseline.Milliseconds, "0.0"))
                : ChatWords.FormatStatusLatency(Number(latency, "0")));
        }

        parts.Add(report.InferenceMs is { } ping
            ? ChatWords.FormatStatusPing(Number(ping, "0"))
            : ChatWords.StatusNoPing);
        return ChatWords.FormatStatusUp(name, string.Join(" · ", parts));
    }

    /// <summary>The word for a load.</summary>
    internal static string WordOf(ModelLoad load) => load switch
    {
        ModelLoad.Idle => ChatWords.LoadIdle,
        ModelLoad.Normal => ChatWords.LoadNormal,
        ModelLoad.Busy => ChatWords.LoadBusy,
        _ => ChatWords.LoadVeryBusy,
    };

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);

    private async Task<IReadOnlyList<ModelReport>> MeasureAsync(TimeSpan most, CancellationToken cancellationToken)
    {
        using var limit = new TimeLimit(most, time, cancellationToken);
        try
        {
            return await health.ReportAsync(isAsked: true, limit.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // What is known without it, which says what is not measured.
            return await health.ReportAsync(isAsked: false, cancellationToken);
        }
    }
}
