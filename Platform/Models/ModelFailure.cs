namespace OpsFlow.Platform.Models;

/// <summary>Kinds of failure of a model call.</summary>
public enum ModelFailure
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

    /// <summary>The use's budget of the day does not cover the call; nothing was sent.</summary>
    OverBudget,
}
