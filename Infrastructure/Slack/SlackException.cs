namespace OpsFlow.Infrastructure.Slack;

/// <summary>Slack refused a call.</summary>
public sealed class SlackException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="method">The method called.</param>
    /// <param name="error">Slack's error code, such as <c>channel_not_found</c>.</param>
    /// <param name="isTransient">Whether the same call may succeed later.</param>
    /// <param name="retryAfter">When Slack allows the next call.</param>
    /// <param name="needed">The scope that the bot lacks.</param>
    public SlackException(
        string method, string error, bool isTransient, TimeSpan? retryAfter = null, string? needed = null)
        : base($"Slack refused {method}: {error}")
    {
        Error = error;
        IsTransient = isTransient;
        RetryAfter = retryAfter;
        Needed = needed;
    }

    /// <summary>Slack's error code.</summary>
    public string Error { get; }

    /// <summary>Whether the same call may succeed later.</summary>
    public bool IsTransient { get; }

    /// <summary>When Slack allows the next call; null if it did not say.</summary>
    public TimeSpan? RetryAfter { get; }

    /// <summary>The scope that the bot lacks; null if that is not why.</summary>
    public string? Needed { get; }
}
