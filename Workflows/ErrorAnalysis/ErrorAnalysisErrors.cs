namespace OpsFlow.Workflows.ErrorAnalysis;

/// <summary>Types of the failures that activities and handlers throw.</summary>
public static class ErrorAnalysisErrors
{
    /// <summary>The repository cannot be cloned with what is configured.</summary>
    public const string RepositoryUnavailable = "RepositoryUnavailable";

    /// <summary>The record or its server is gone.</summary>
    public const string NotFound = "NotFound";

    /// <summary>The model answered nothing usable, twice.</summary>
    public const string AnalyzerFailed = "AnalyzerFailed";

    /// <summary>The provider refuses the publication as it is configured.</summary>
    public const string PublishRefused = "PublishRefused";
}
