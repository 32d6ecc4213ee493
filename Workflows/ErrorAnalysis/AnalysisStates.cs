namespace OpsFlow.Workflows.ErrorAnalysis;

/// <summary>Facts about states.</summary>
public static class AnalysisStates
{
    /// <summary>Whether nothing follows a state unless somebody retries.</summary>
    /// <param name="state">The state.</param>
    /// <returns>True if it is final.</returns>
    public static bool IsFinal(this AnalysisState state) => state >= AnalysisState.Published;
}
