using Temporalio.Api.Enums.V1;
using Temporalio.Api.Failure.V1;

namespace Temporalio.Exceptions;

/// <summary>A failure of user code, thrown by it or received; the one to throw from workflows and activities.</summary>
public class ApplicationFailureException : FailureException
{
    /// <summary>Makes the failure.</summary>
    /// <param name="message">What happened.</param>
    /// <param name="errorType">A constant name of the kind of error, matched by retry policies.</param>
    /// <param name="nonRetryable">Whether retry policies must not retry it.</param>
    /// <param name="details">Values for whoever handles it.</param>
    /// <param name="nextRetryDelay">Overrides the retry policy's next delay.</param>
    /// <param name="category">How the failure is logged and counted.</param>
    public ApplicationFailureException(
        string message,
        string? errorType = null,
        bool nonRetryable = false,
        IReadOnlyCollection<object?>? details = null,
        TimeSpan? nextRetryDelay = null,
        ApplicationErrorCategory category = ApplicationErrorCategory.Unspecified)
        : this(message, null, errorType, nonRetryable, details, nextRetryDelay, category)
    {
    }

    /// <summary>Makes the failure with a cause.</summary>
    /// <param name="message">What happened.</param>
    /// <param name="inner">Its cause, if any.</param>
    /// <param name="errorType">A constant name of the kind of error, matched by retry policies.</param>
    /// <param name="nonRetryable">Whether retry policies must not retry it.</param>
    /// <param name="details">Values for whoever handles it.</param>
    /// <param name="nextRetryDelay">Overrides the retry policy's next delay.</param>
    /// <param name="category">How the failure is logged and counted.</param>
    public ApplicationFailureException(
        string message,
        Exception? inner,
        string? errorType = null,
        bool nonRetryable = false,
        IReadOnlyCollection<object?>? details = null,
        TimeSpan? nextRetryDelay = null,
        ApplicationErrorCategory category = ApplicationErrorCategory.Unspecified)
        : base(message, inner)
    {
        ErrorType = errorType;
        NonRetryable = nonRetryable;
        Details = new OutboundFailureDetails(details);
        NextRetryDelay = nextRetryDelay;
        Category = category;
    }

    /// <summary>Makes the failure from what was received.</summary>
    /// <param name="failure">The received failure.</param>
    /// <param name="inner">Its converted cause, if any.</param>
    /// <param name="converter">Converts its details.</param>
    internal protected ApplicationFailureException(
        Failure failure, Exception? inner, Converters.IPayloadConverter converter)
        : base(failure, inner)
    {
        var info = failure.ApplicationFailureInfo
            ?? throw new ArgumentException("The failure is no application failure.", nameof(failure));
        ErrorType = info.Type.Length == 0 ? null : info.Type;
        NonRetryable = info.NonRetryable;
        Details = new InboundFailureDetails(converter, info.Details?.Payloads_);
        NextRetryDelay = info.NextRetryDelay?.ToTimeSpan();
        Category = (ApplicationErrorCategory)info.Category;
    }

    /// <summary>The kind of error, or null.</summary>
    public string? ErrorType { get; protected init; }

    /// <summary>Whether retry policies must not retry it.</summary>
    public bool NonRetryable { get; protected init; }

    /// <summary>Values for whoever handles it.</summary>
    public IFailureDetails Details { get; protected init; }

    /// <summary>Overrides the retry policy's next delay; null for the policy's own.</summary>
    public TimeSpan? NextRetryDelay { get; protected init; }

    /// <summary>How the failure is logged and counted.</summary>
    public ApplicationErrorCategory Category { get; protected init; }
}
