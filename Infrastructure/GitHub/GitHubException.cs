using System.Net;

namespace OpsFlow.Infrastructure.GitHub;

/// <summary>GitHub refused a call.</summary>
public sealed class GitHubException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="statusCode">The HTTP status.</param>
    /// <param name="message">What was called and what GitHub said.</param>
    /// <param name="retryAfter">When GitHub allows the next call.</param>
    public GitHubException(HttpStatusCode statusCode, string message, TimeSpan? retryAfter = null)
        : base(message)
    {
        StatusCode = statusCode;
        RetryAfter = retryAfter;
    }

    /// <summary>The HTTP status.</summary>
    public HttpStatusCode StatusCode { get; }

    /// <summary>When GitHub allows the next call; null if it set no limit.</summary>
    public TimeSpan? RetryAfter { get; }

    /// <summary>Whether the same call may succeed later: server errors and rate limits.</summary>
    public bool IsTransient => (int)StatusCode >= 500 || RetryAfter is not null
        || StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout;
}
