namespace OpsFlow.Api.ErrorAnalysis;

/// <summary>What of an export was not taken. Source: the OpenTelemetry protocol, "Partial Success".</summary>
/// <param name="RejectedLogRecords">How many records of logs; null for an export of spans.</param>
/// <param name="RejectedSpans">How many exceptions of spans; null for an export of logs.</param>
/// <param name="ErrorMessage">Why.</param>
internal sealed record ExportPartialSuccess(long? RejectedLogRecords, long? RejectedSpans, string ErrorMessage);
