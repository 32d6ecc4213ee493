namespace OpsFlow.Domain.CodeAnalysis;

/// <summary>Finds the root cause of an error in a checkout and proposes a fix.</summary>
public interface IErrorAnalyzer
{
    /// <summary>Analyses one error.</summary>
    Task<AnalysisResult> AnalyzeAsync(
        AnalysisRequest request,
        IAnalysisContext context,
        CancellationToken cancellationToken);
}
