using Temporalio.Api.Failure.V1;

namespace Temporalio.Exceptions;

/// <summary>Base of the exceptions that fail a workflow when they leave it, and that failures of others become.</summary>
public class FailureException : TemporalException
{
    /// <summary>Makes a failure that has no proto yet.</summary>
    /// <param name="message">What happened.</param>
    /// <param name="inner">Its cause, if any.</param>
    internal protected FailureException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }

    /// <summary>Makes a failure from what was received.</summary>
    /// <param name="failure">The received failure, kept as it is.</param>
    /// <param name="inner">Its converted cause, if any.</param>
    internal protected FailureException(Failure failure, Exception? inner)
        : base(failure.Message, inner) => Failure = failure;

    /// <summary>The received failure, or null when the failure was made here.</summary>
    public Failure? Failure { get; protected init; }

    /// <inheritdoc/>
    public override string? StackTrace =>
        string.IsNullOrEmpty(Failure?.StackTrace) ? base.StackTrace : Failure.StackTrace;
}
