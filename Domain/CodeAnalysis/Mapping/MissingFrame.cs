using OpsFlow.Domain.CodeAnalysis.Traces;

namespace OpsFlow.Domain.CodeAnalysis.Mapping;

/// <summary>A frame of the application whose file the checkout does not have.</summary>
/// <param name="Path">The file, as it would be in the checkout.</param>
/// <param name="Submodule">The submodule it lies in; null for none.</param>
public sealed record MissingFrame(StackFrame Frame, string Path, string? Submodule);
