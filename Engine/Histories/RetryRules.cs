using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.Failure.V1;

namespace OpsFlow.Engine.Histories;

/// <summary>When a failed attempt is tried again, and after how long.</summary>
internal static class RetryRules
{
    private const double DefaultCoefficient = 2.0;
    private const int MaximumIntervalFactor = 100;
    private const string TimeoutTypePrefix = "TemporalTimeout:";

    /// <summary>Fills in what the caller left open: 1 s, factor 2, at most 100 times the first interval.</summary>
    public static RetryPolicy WithDefaults(RetryPolicy? policy)
    {
        policy = policy?.Clone() ?? new RetryPolicy();
        if (Ticks.Ms(policy.InitialInterval) == 0)
        {
            policy.InitialInterval = Ticks.DurationMs(1000);
        }

        if (policy.BackoffCoefficient == 0)
        {
            policy.BackoffCoefficient = DefaultCoefficient;
        }

        if (Ticks.Ms(policy.MaximumInterval) == 0)
        {
            policy.MaximumInterval = Ticks.DurationMs(Ticks.Ms(policy.InitialInterval) * MaximumIntervalFactor);
        }

        return policy;
    }

    /// <summary>Null when the policy is fine, else the official message.</summary>
    public static string? Validate(RetryPolicy? policy)
    {
        if (policy is null)
        {
            return null;
        }

        if (policy.InitialInterval is { } initial && (initial.Seconds < 0 || initial.Nanos < 0))
        {
            return "InitialInterval cannot be negative on retry policy.";
        }

        if (policy.BackoffCoefficient is not 0 and < 1 || double.IsNaN(policy.BackoffCoefficient))
        {
            return "BackoffCoefficient cannot be less than 1 on retry policy.";
        }

        if (policy.MaximumInterval is { } maximum)
        {
            if (maximum.Seconds < 0 || maximum.Nanos < 0)
            {
                return "MaximumInterval cannot be negative on retry policy.";
            }

            if (Ticks.Ms(maximum) > 0 && Ticks.Ms(maximum) < Ticks.Ms(policy.InitialInterval))
            {
                return "MaximumInterval cannot be less than InitialInterval on retry policy.";
            }
        }

        return policy.MaximumAttempts < 0 ? "MaximumAttempts cannot be negative on retry policy." : null;
    }

    /// <summary>Decides on the next attempt.</summary>
    /// <param name="policy">The policy; null = none.</param>
    /// <param name="attempt">The attempt that just failed, from 1.</param>
    /// <param name="now">Now, in ticks.</param>
    /// <param name="expiration">No attempt may begin after this; 0 = unlimited.</param>
    /// <param name="failure">Why it failed.</param>
    /// <param name="delay">Ticks until the next attempt when the answer is InProgress.</param>
    public static RetryState Next(
        RetryPolicy? policy, int attempt, long now, long expiration, Failure failure, out long delay)
    {
        delay = 0;
        if (policy is null)
        {
            return RetryState.RetryPolicyNotSet;
        }

        if (!IsRetryable(failure, policy))
        {
            return RetryState.NonRetryableFailure;
        }

        if (policy.MaximumAttempts > 0 && attempt >= policy.MaximumAttempts)
        {
            return RetryState.MaximumAttemptsReached;
        }

        delay = NextDelay(policy, attempt, failure);
        return expiration != 0 && now + delay > expiration ? RetryState.Timeout : RetryState.InProgress;
    }

    private static long NextDelay(RetryPolicy policy, int attempt, Failure failure)
    {
        if (failure.ApplicationFailureInfo?.NextRetryDelay is { } asked && Ticks.Ms(asked) > 0)
        {
            return Ticks.FromMs(Ticks.Ms(asked));
        }

        var initial = Ticks.Ms(policy.InitialInterval) is > 0 and var ms ? ms : 1000;
        var maximum = Ticks.Ms(policy.MaximumInterval) is > 0 and var max ? max : initial * MaximumIntervalFactor;
        var coefficient = policy.BackoffCoefficient == 0 ? DefaultCoefficient : policy.BackoffCoefficient;
        var interval = Math.Min(maximum, initial * Math.Pow(coefficient, attempt - 1));
        return Ticks.FromMs((long)interval);
    }

    private static bool IsRetryable(Failure failure, RetryPolicy policy)
    {
        switch (failure.FailureInfoCase)
        {
            case Failure.FailureInfoOneofCase.TerminatedFailureInfo:
            case Failure.FailureInfoOneofCase.CanceledFailureInfo:
                return false;
            case Failure.FailureInfoOneofCase.TimeoutFailureInfo:
                var type = failure.TimeoutFailureInfo.TimeoutType;
                return type is TimeoutType.StartToClose or TimeoutType.Heartbeat
                    && !policy.NonRetryableErrorTypes.Contains(TimeoutTypePrefix + type);
            case Failure.FailureInfoOneofCase.ServerFailureInfo:
                return !failure.ServerFailureInfo.NonRetryable;
            case Failure.FailureInfoOneofCase.ApplicationFailureInfo:
                return !failure.ApplicationFailureInfo.NonRetryable
                    && !policy.NonRetryableErrorTypes.Contains(failure.ApplicationFailureInfo.Type);
            case Failure.FailureInfoOneofCase.ActivityFailureInfo:
            case Failure.FailureInfoOneofCase.ChildWorkflowExecutionFailureInfo:
                // A workflow that lets its activity's failure through is judged by the root of it.
                return failure.Cause is null || IsRetryable(failure.Cause, policy);
            default:
                return true;
        }
    }
}
