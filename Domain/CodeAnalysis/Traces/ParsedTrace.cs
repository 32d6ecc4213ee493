using OpsFlow.Domain.CodeAnalysis.Structure;

namespace OpsFlow.Domain.CodeAnalysis.Traces;

/// <summary>A stack trace in parts.</summary>
/// <param name="Language">The language it was written by.</param>
/// <param name="Exceptions">The chain, the one to look at first (the innermost cause) first.</param>
/// <param name="IsTruncated">The text was longer than the limits, so some of it was not read.</param>
public sealed record ParsedTrace(CodeLanguage Language, IReadOnlyList<TraceException> Exceptions, bool IsTruncated)
{
    /// <summary>All frames in the order in which they matter.</summary>
    public IEnumerable<StackFrame> Frames => Exceptions.SelectMany(e => e.Frames);
}
