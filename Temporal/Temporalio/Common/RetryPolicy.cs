using Google.Protobuf.WellKnownTypes;

namespace Temporalio.Common;

/// <summary>When and how often something is tried again.</summary>
public record RetryPolicy
{
    /// <summary>The delay before the second attempt. Default 1 s.</summary>
    public TimeSpan InitialInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>What each delay is multiplied with for the next; at least 1. Default 2.</summary>
    public float BackoffCoefficient { get; set; } = 2.0F;

    /// <summary>The longest delay; null for 100 times the first.</summary>
    public TimeSpan? MaximumInterval { get; set; }

    /// <summary>The number of attempts; 0 (the default) for no limit, 1 for no retry.</summary>
    public int MaximumAttempts { get; set; }

    /// <summary>Error types that are not retried.</summary>
    public IReadOnlyCollection<string>? NonRetryableErrorTypes { get; set; }

    internal static RetryPolicy FromProto(Api.Common.V1.RetryPolicy proto) => new()
    {
        InitialInterval = proto.InitialInterval?.ToTimeSpan() ?? TimeSpan.FromSeconds(1),
        BackoffCoefficient = (float)proto.BackoffCoefficient,
        MaximumInterval = proto.MaximumInterval?.ToTimeSpan(),
        MaximumAttempts = proto.MaximumAttempts,
        NonRetryableErrorTypes = proto.NonRetryableErrorTypes.Count == 0 ? null : [.. proto.NonRetryableErrorTypes],
    };

    internal Api.Common.V1.RetryPolicy ToProto()
    {
        if (InitialInterval <= TimeSpan.Zero || MaximumAttempts < 0 || BackoffCoefficient < 1
            || MaximumInterval < InitialInterval)
        {
            throw new ArgumentException(
                "Retry policy needs a positive initial interval, a coefficient of at least 1, a maximum interval not "
                + "below the initial one and no negative maximum of attempts");
        }

        return new Api.Common.V1.RetryPolicy
        {
            InitialInterval = Duration.FromTimeSpan(InitialInterval),
            BackoffCoefficient = BackoffCoefficient,
            MaximumInterval = MaximumInterval is { } max ? Duration.FromTimeSpan(max) : null,
            MaximumAttempts = MaximumAttempts,
            NonRetryableErrorTypes = { NonRetryableErrorTypes ?? [] },
        };
    }
}
