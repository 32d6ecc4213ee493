namespace OpsFlow.Platform.Runs;

/// <summary>A run cannot be retried now.</summary>
/// <param name="message">Why, in the caller's language.</param>
public sealed class RetryRefusedException(string message) : Exception(message);
