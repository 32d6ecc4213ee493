namespace OpsFlow.Platform.Models;

/// <summary>What it means that a call of a model ended with an exception.</summary>
internal static class CallOutcomes
{
    /// <summary>How the call ended.</summary>
    /// <param name="e">What it ended with.</param>
    /// <param name="cancellationToken">The caller's.</param>
    public static CallOutcome Of(Exception e, CancellationToken cancellationToken)
    {
        var failure = e as ModelException;
        return failure switch
        {
            _ when cancellationToken.IsCancellationRequested => CallOutcome.Canceled,
            null => e is OperationCanceledException ? CallOutcome.Canceled : CallOutcome.Cut,
            { Failure: ModelFailure.TimedOut } => CallOutcome.TimedOut,
            { Failure: ModelFailure.Malformed } => CallOutcome.Malformed,
            { MayBeCharged: true } => CallOutcome.Cut,
            { Refused: true } => CallOutcome.Refused,
            _ => CallOutcome.Unreachable,
        };
    }

    /// <summary>Whether the endpoint may charge for the call; so it does where nothing is known.</summary>
    public static bool MayBeCharged(Exception e) => e is not ModelException failure || failure.MayBeCharged;
}
