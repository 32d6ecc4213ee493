using OpsFlow.Platform.Telemetry;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.TaskQueue.V1;
using Temporalio.Client;

namespace OpsFlow.Platform.Runs;

/// <summary>What waits on task queues for a worker.</summary>
public sealed class TaskQueueGauges(ITemporalClient client, IReadOnlyList<string> queues) : IGaugeSource
{
    private const string Backlog = "opsflow_task_queue_backlog";
    private const string Age = "opsflow_task_queue_backlog_age_seconds";

    private static readonly TaskQueueType[] s_kinds = [TaskQueueType.Workflow, TaskQueueType.Activity];

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Gauges { get; } = new Dictionary<string, string>
    {
        [Backlog] = "Tasks that wait for a worker, about, by task queue and kind.",
        [Age] = "How long the oldest of them has waited, by task queue and kind.",
    };

    /// <inheritdoc/>
    public async Task<IReadOnlyList<GaugeReading>> ReadAsync(CancellationToken cancellationToken)
    {
        var readings = new List<GaugeReading>();
        foreach (var queue in queues)
        {
            foreach (var kind in s_kinds)
            {
                var answer = await client.WorkflowService.DescribeTaskQueueAsync(
                    new()
                    {
                        Namespace = client.Options.Namespace,
                        TaskQueue = new TaskQueue { Name = queue },
                        TaskQueueType = kind,
                        ReportStats = true,
                    },
                    new() { CancellationToken = cancellationToken, Timeout = TimeSpan.FromSeconds(4) });
                // Servers of before 1.25 tell nothing.
                if (answer.Stats is { } stats)
                {
                    KeyValuePair<string, object?>[] labels =
                        [GaugeReading.Label("queue", queue), GaugeReading.Label("kind", $"{kind}".ToLowerInvariant())];
                    readings.Add(new(Backlog, stats.ApproximateBacklogCount, labels));
                    readings.Add(new(Age, stats.ApproximateBacklogAge?.ToTimeSpan().TotalSeconds ?? 0, labels));
                }
            }
        }

        return readings;
    }
}
