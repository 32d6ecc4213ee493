using Temporalio.Api.Common.V1;
using Temporalio.Api.Sdk.V1;
using Temporalio.Workflows;

namespace Temporalio.Worker.Replay;

/// <summary>A local activity that a workflow wants to run.</summary>
internal sealed record LocalActivityRequest
{
    public required uint Seq { get; init; }

    public required string ActivityId { get; init; }

    public required string ActivityType { get; init; }

    public required int Attempt { get; init; }

    public required IReadOnlyList<Payload> Args { get; init; }

    public IReadOnlyDictionary<string, Payload>? Headers { get; init; }

    public TimeSpan? ScheduleToCloseTimeout { get; init; }

    public TimeSpan? ScheduleToStartTimeout { get; init; }

    public TimeSpan? StartToCloseTimeout { get; init; }

    public Common.RetryPolicy? RetryPolicy { get; init; }

    public TimeSpan LocalRetryThreshold { get; init; }

    public ActivityCancellationType CancellationType { get; init; }

    public DateTime? OriginalScheduleTime { get; init; }

    public UserMetadata? Metadata { get; init; }
}
