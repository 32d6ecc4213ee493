namespace OpsFlow.Records.ErrorAnalysis;

/// <summary>A message in a chat.</summary>
/// <param name="Channel">The channel's id.</param>
/// <param name="Ts">The message's id in it.</param>
public sealed record ChatPlace(string Channel, string Ts);
