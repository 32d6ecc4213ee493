namespace OpsFlow.Infrastructure.Git;

/// <summary>Git could not do what was asked.</summary>
public sealed class GitException : Exception
{
    /// <summary>Creates the exception.</summary>
    public GitException(GitFailure failure, string message, Exception? innerException = null)
        : base(message, innerException) => Failure = failure;

    /// <summary>What kind of failure it was.</summary>
    public GitFailure Failure { get; }

    /// <summary>True when trying again later may help. What git says of a failing line or disk is endless: it may.
    /// </summary>
    public bool IsTransient => Failure is GitFailure.Command or GitFailure.Unreachable or GitFailure.TimedOut
        or GitFailure.Damaged;
}
