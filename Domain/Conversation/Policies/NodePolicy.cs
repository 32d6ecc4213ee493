namespace OpsFlow.Domain.Conversation.Policies;

/// <summary>How a node is asked.</summary>
/// <param name="Seconds">The limit of an attempt.</param>
/// <param name="Retries">After the first.</param>
/// <param name="Breaker">So many failures within the window open it.</param>
/// <param name="Window">In seconds: of counting, and of staying open.</param>
/// <param name="Mode">fallback, open or close.</param>
public sealed record NodePolicy(double Seconds, int Retries, int Breaker, double Window, string Mode);
