using OpsFlow.Domain.CodeAnalysis.Traces;

namespace OpsFlow.Domain.CodeAnalysis.Mapping;

/// <summary>A frame and where it is in the checkout.</summary>
/// <param name="Path">The file in the checkout.</param>
/// <param name="Line">The line, 0 when unknown.</param>
/// <param name="IsVendored">The file belongs to a library that is kept in the repository.</param>
public sealed record MappedFrame(StackFrame Frame, string Path, int Line, bool IsVendored);
