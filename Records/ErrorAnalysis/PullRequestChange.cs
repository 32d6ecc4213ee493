namespace OpsFlow.Records.ErrorAnalysis;

/// <summary>What a provider says became of a pull request.</summary>
/// <param name="Url">Its page, which changes with the repository's name.</param>
/// <param name="Number">Its number, which does not; null if it was not said.</param>
/// <param name="Branch">The branch that it merges; null if it was not said.</param>
/// <param name="AnalysisId">The analysis that its description names; null for none.</param>
public sealed record PullRequestChange(
    string Url, long? Number, string? Branch, PullRequestState State, string? AnalysisId = null);
