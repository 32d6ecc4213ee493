namespace OpsFlow.Infrastructure.Llm;

/// <summary>Kinds of failure of a model call.</summary>
public enum LlmFailure
{
    /// <summary>The endpoint does not answer, or with a server error.</summary>
    Unavailable,

    /// <summary>Too many requests.</summary>
    RateLimited,

    /// <summary>The time limit was passed.</summary>
    TimedOut,

    /// <summary>The key is missing or wrong.</summary>
    Unauthorized,

    /// <summary>The endpoint refuses the request: unknown model, unsupported option, too long.</summary>
    Rejected,

    /// <summary>The answer is not what was asked for, also after asking again.</summary>
    Malformed,

    /// <summary>The answer was cut at the token limit.</summary>
    TooLong,
}
