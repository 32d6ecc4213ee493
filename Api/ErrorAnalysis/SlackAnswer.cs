namespace OpsFlow.Api.ErrorAnalysis;

/// <summary>What became of a pressed button.</summary>
/// <param name="Text">What the person is told; null if nothing.</param>
internal sealed record SlackAnswer(string Status, string? Text);
