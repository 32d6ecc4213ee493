namespace OpsFlow.Infrastructure.Llm;

/// <summary>A model could not be asked, or its answer is of no use.</summary>
public sealed class LlmException : Exception
{
    /// <summary>Creates the exception.</summary>
    public LlmException(LlmFailure failure, string message, Exception? innerException = null)
        : base(message, innerException) => Failure = failure;

    /// <summary>What kind of failure it was.</summary>
    public LlmFailure Failure { get; }

    /// <summary>True when trying again later may help.</summary>
    public bool IsTransient => Failure is LlmFailure.Unavailable or LlmFailure.RateLimited or LlmFailure.TimedOut;
}
