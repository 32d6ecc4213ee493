namespace OpsFlow.Domain.CodeAnalysis;

/// <summary>An error to analyze. All of it is untrusted text.</summary>
public sealed record AnalysisRequest
{
    /// <summary>Exception type as reported.</summary>
    public required string ErrorType { get; init; }

    /// <summary>Exception message.</summary>
    public string Message { get; init; } = string.Empty;

    /// <summary>Stack trace as reported; may be empty.</summary>
    public string StackTrace { get; init; } = string.Empty;

    /// <summary>Language hint of the server, such as <c>java</c>; null is found out from the trace.</summary>
    public string? Language { get; init; }

    /// <summary>HTTP method of the request that failed.</summary>
    public string? RequestMethod { get; init; }

    /// <summary>URL of the request that failed.</summary>
    public string? RequestUrl { get; init; }

    /// <summary>Name of the server.</summary>
    public string? ServerName { get; init; }

    /// <summary>Types and files that the sender marks as the application's; null if it marks none.</summary>
    public IReadOnlyList<string>? InApp { get; init; }

    /// <summary>What the types of the application begin with; null where that is not known.</summary>
    public IReadOnlyList<string>? ApplicationPrefixes { get; init; }

    /// <summary>Folder of the repository that holds the application, when it is not the root.</summary>
    public string? SourceRoot { get; init; }
}
