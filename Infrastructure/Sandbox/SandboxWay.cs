namespace OpsFlow.Infrastructure.Sandbox;

/// <summary>A way to make namespaces.</summary>
/// <param name="Prefix">The program that makes them, which is given what runs within.</param>
/// <param name="IsRoot">The rights within are the machine's: the command is run as another user.</param>
internal sealed record SandboxWay(IReadOnlyList<string> Prefix, bool IsRoot);
