using OpsFlow.Domain.CodeAnalysis.Patching;

namespace OpsFlow.Api.ErrorAnalysis;

/// <summary>The proposed change in rows, for side-by-side display.</summary>
/// <param name="PatchHash">What a decision on these very rows has to name; null when none is asked for.</param>
internal sealed record AnalysisDiff(string? PatchHash, string BaseCommit, IEnumerable<DiffFile> Files);
