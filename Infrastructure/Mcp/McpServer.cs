namespace OpsFlow.Infrastructure.Mcp;

/// <summary>A server of the Model Context Protocol: a program that is started, or an address.</summary>
/// <param name="Name">What its tools' names begin with.</param>
/// <param name="Url">Where it is; null for a program.</param>
/// <param name="Headers">Sent to the address.</param>
/// <param name="Command">The program; null for an address.</param>
/// <param name="Environment">What the program is told beside the common variables.</param>
/// <param name="Tools">The only tools of it that may be called.</param>
public sealed record McpServer(
    string Name, Uri? Url, IReadOnlyDictionary<string, string> Headers, string? Command,
    IReadOnlyList<string> Arguments, IReadOnlyDictionary<string, string> Environment, IReadOnlyList<string> Tools);
