namespace OpsFlow.Domain.CodeAnalysis.Patching;

/// <summary>A fix that is ready to publish.</summary>
/// <param name="BaseCommit">The commit it was computed on.</param>
/// <param name="Files">The complete patched files.</param>
/// <param name="Diff">Unified diff, as <c>git apply</c> takes it.</param>
/// <param name="Hash">SHA-256 over the changed files before and after: equal for equal changes.</param>
public sealed record Patch(string BaseCommit, IReadOnlyList<PatchedFile> Files, string Diff, string Hash);
