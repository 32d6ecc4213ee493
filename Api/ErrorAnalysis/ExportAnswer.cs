namespace OpsFlow.Api.ErrorAnalysis;

/// <summary>What OpenTelemetry's exporters are answered.</summary>
/// <param name="PartialSuccess">What was not taken, and why; null if all was.</param>
internal sealed record ExportAnswer(ExportPartialSuccess? PartialSuccess);
