namespace Temporalio.Exceptions;

/// <summary>Base of every exception that this library throws for its own reasons.</summary>
public abstract class TemporalException : Exception
{
    /// <summary>Makes the exception.</summary>
    protected TemporalException()
    {
    }

    /// <summary>Makes the exception.</summary>
    /// <param name="message">What happened.</param>
    protected TemporalException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception.</summary>
    /// <param name="message">What happened.</param>
    /// <param name="inner">Its cause, if any.</param>
    protected TemporalException(string message, Exception? inner)
        : base(message, inner)
    {
    }

    /// <summary>
    /// Whether an exception means cancellation: an <see cref="OperationCanceledException"/>, a
    /// <see cref="CanceledFailureException"/>, or an activity or child failure caused by one.
    /// </summary>
    /// <param name="e">The exception.</param>
    /// <returns>True if it does.</returns>
    public static bool IsCanceledException(Exception e) =>
        e is OperationCanceledException or CanceledFailureException
        || (e is ActivityFailureException or ChildWorkflowFailureException
            && e.InnerException is CanceledFailureException);
}
