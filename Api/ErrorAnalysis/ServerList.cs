namespace OpsFlow.Api.ErrorAnalysis;

/// <summary>All servers.</summary>
internal sealed record ServerList(IEnumerable<ServerView> Items);
