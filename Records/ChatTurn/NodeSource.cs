namespace OpsFlow.Records.ChatTurn;

/// <summary>Where something is from.</summary>
public sealed record NodeSource(string Title, string? Url);
