namespace OpsFlow.Api.ErrorAnalysis;

/// <summary>How an error is muted.</summary>
/// <param name="Until">When that ends; null when somebody says so.</param>
internal sealed record MuteView(string By, DateTimeOffset At, DateTimeOffset? Until);
