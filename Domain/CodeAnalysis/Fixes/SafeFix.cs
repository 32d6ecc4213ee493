using OpsFlow.Domain.CodeAnalysis.Patching;

namespace OpsFlow.Domain.CodeAnalysis.Fixes;

/// <summary>A fix by rule, or why there is none.</summary>
/// <param name="Edits">The edits; empty when there is none.</param>
/// <param name="Reason">What the fix does, or why there is none.</param>
internal sealed record SafeFix(IReadOnlyList<CodeEdit> Edits, string Reason)
{
    public static SafeFix None(string reason) => new([], FixWords.FormatNoneByRule(reason));
}
