namespace OpsFlow.Platform.Models;

/// <summary>What the endpoint says a call used.</summary>
/// <param name="Cached">The part of the input that it had cached.</param>
public sealed record ModelTokens(long Input, long Cached, long Output);
