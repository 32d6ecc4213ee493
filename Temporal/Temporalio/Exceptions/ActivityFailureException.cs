using Temporalio.Api.Enums.V1;
using Temporalio.Api.Failure.V1;

namespace Temporalio.Exceptions;

/// <summary>An activity failed, timed out or was cancelled; the cause says which.</summary>
public class ActivityFailureException : FailureException
{
    /// <summary>Makes the failure from what was received.</summary>
    /// <param name="failure">The received failure.</param>
    /// <param name="inner">Its converted cause, if any.</param>
    internal protected ActivityFailureException(Failure failure, Exception? inner)
        : base(failure, inner)
    {
    }

    /// <summary>The received failure.</summary>
    public new Failure Failure => base.Failure!;

    /// <summary>Who ran the activity, if known.</summary>
    public string? Identity => Failure.ActivityFailureInfo.Identity is { Length: > 0 } identity ? identity : null;

    /// <summary>The activity's type.</summary>
    public string ActivityType => Failure.ActivityFailureInfo.ActivityType?.Name ?? "";

    /// <summary>The activity's id.</summary>
    public string ActivityId => Failure.ActivityFailureInfo.ActivityId;

    /// <summary>Why it was not retried any more.</summary>
    public RetryState RetryState => Failure.ActivityFailureInfo.RetryState;
}
