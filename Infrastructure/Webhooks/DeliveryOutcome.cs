namespace OpsFlow.Infrastructure.Webhooks;

/// <summary>What became of a call.</summary>
/// <param name="Problem">Null when it was taken; else why not, without any address.</param>
/// <param name="IsGone">Whether it need not be tried again.</param>
public sealed record DeliveryOutcome(string? Problem, bool IsGone = false);
