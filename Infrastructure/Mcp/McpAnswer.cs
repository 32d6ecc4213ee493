namespace OpsFlow.Infrastructure.Mcp;

/// <summary>What a tool of a server answers. It is a stranger's text.</summary>
public sealed record McpAnswer(string Text, bool IsError);
