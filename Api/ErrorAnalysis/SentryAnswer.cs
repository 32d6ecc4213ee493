namespace OpsFlow.Api.ErrorAnalysis;

/// <summary>What Sentry's SDKs are answered.</summary>
/// <param name="Id">The id of the event that was taken; null for none.</param>
internal sealed record SentryAnswer(string? Id);
