namespace OpsFlow.Domain.CodeAnalysis.Reports;

/// <summary>An error as a server reported it. All of it is untrusted text.</summary>
public sealed record ErrorReport
{
    /// <summary>The server's name.</summary>
    public required string ServerName { get; init; }

    /// <summary>The server's address as it says.</summary>
    public string? ServerIp { get; init; }

    /// <summary>The exception's type.</summary>
    public required string ErrorType { get; init; }

    /// <summary>The exception's message.</summary>
    public string Message { get; init; } = "";

    /// <summary>The HTTP method of the request that failed.</summary>
    public string? RequestMethod { get; init; }

    /// <summary>The URL of the request that failed.</summary>
    public string? RequestUrl { get; init; }

    /// <summary>The stack trace.</summary>
    public string StackTrace { get; init; } = "";

    /// <summary>When it happened, as the server says.</summary>
    public DateTimeOffset? Timestamp { get; init; }

    /// <summary>The environment, such as production.</summary>
    public string? Environment { get; init; }

    /// <summary>The commit that is deployed.</summary>
    public string? Commit { get; init; }

    /// <summary>The trace id.</summary>
    public string? TraceId { get; init; }

    /// <summary>The sender's own id of this very report.</summary>
    public string? EventId { get; init; }

    /// <summary>
    /// The types and files that the sender says are the application's own; null if it says nothing of that.
    /// </summary>
    public IReadOnlyList<string>? InApp { get; init; }

    /// <summary>More, by name.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
}
