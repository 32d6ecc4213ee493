using System.Text.RegularExpressions;

namespace OpsFlow.Records.ErrorAnalysis;

/// <summary>What a provider says became of a pull request.</summary>
/// <param name="Url">Its page, which changes with the repository's name.</param>
/// <param name="Number">Its number, which does not; null if it was not said.</param>
/// <param name="Branch">The branch that it merges; null if it was not said.</param>
/// <param name="AnalysisId">The analysis that its description names; null for none.</param>
public sealed partial record PullRequestChange(
    string Url, long? Number, string? Branch, PullRequestState State, string? AnalysisId = null)
{
    /// <summary>The end of each description of ours: it names the analysis.</summary>
    public static string MarkOf(string analysisId) => $"<!-- opsflow-analysis: {analysisId} -->";

    /// <summary>The analysis that a description names, or null.</summary>
    public static string? MarkedIn(string description) =>
        Mark().Match(description) is { Success: true } match ? match.Groups[1].Value : null;

    [GeneratedRegex("<!-- opsflow-analysis: ([0-9a-z]{1,64}) -->")]
    private static partial Regex Mark();
}
