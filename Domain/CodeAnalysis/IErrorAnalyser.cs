namespace OpsFlow.Domain.CodeAnalysis;

/// <summary>Finds the root cause of an error in a checkout and proposes a fix.</summary>
public interface IErrorAnalyser
{
    /// <summary>Analyses one error.</summary>
    Task<AnalysisResult> AnalyseAsync(
        AnalysisRequest request,
        IAnalysisContext context,
        CancellationToken cancellationToken);
}
