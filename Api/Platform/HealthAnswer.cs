namespace OpsFlow.Api.Platform;

/// <summary>That the process is as asked.</summary>
internal sealed record HealthAnswer(string Status);
