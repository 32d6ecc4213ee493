namespace OpsFlow.Domain.CodeAnalysis.Traces;

/// <summary>One exception of a chain, its frames innermost first.</summary>
public sealed record TraceException(string Type, string Message, IReadOnlyList<StackFrame> Frames);
