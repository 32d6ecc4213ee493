namespace OpsFlow.Platform.Models;

/// <summary>A model could not be asked, or its answer is of no use.</summary>
public sealed class ModelException(ModelFailure failure, string message, Exception? innerException = null)
    : Exception(message, innerException)
{
    /// <summary>What kind of failure it was.</summary>
    public ModelFailure Failure { get; } = failure;

    /// <summary>How long the endpoint asks to be left alone.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>True when the endpoint has no such model, or none for this caller: another one may do.</summary>
    public bool RefusesModel { get; init; }

    /// <summary>True when the endpoint did answer, with an error's status.</summary>
    public bool Refused { get; init; }

    /// <summary>
    /// True when the endpoint may have worked, and may charge, though no whole answer came: a cut connection, a time
    /// limit, an answer that cannot be read. An answer with an error's status costs nothing.
    /// </summary>
    public bool MayBeCharged { get; init; }

    /// <summary>True when trying again later may help.</summary>
    public bool IsTransient =>
        Failure is ModelFailure.Unavailable or ModelFailure.RateLimited or ModelFailure.TimedOut;
}
