using OpsFlow.Domain.CodeAnalysis.Patching;

namespace OpsFlow.Domain.CodeAnalysis;

/// <summary>What an analyzer found. It is stored as JSON and passed by id.</summary>
public sealed record AnalysisResult
{
    /// <summary><c>rules</c> or <c>model</c>.</summary>
    public required string Analyzer { get; init; }

    /// <summary>Name of the model, when one was asked.</summary>
    public string? Model { get; init; }

    /// <summary>The root cause in a sentence or two.</summary>
    public required string RootCause { get; init; }

    /// <summary>0 to 1.</summary>
    public required double Confidence { get; init; }

    /// <summary>How bad it is.</summary>
    public required AnalysisSeverity Severity { get; init; }

    /// <summary>Suspect files, most suspect first.</summary>
    public IReadOnlyList<AffectedFile> AffectedFiles { get; init; } = [];

    /// <summary>Code that supports the result, most important first.</summary>
    public IReadOnlyList<AnalysisEvidence> Evidence { get; init; } = [];

    /// <summary>What the fix does, or how the cause was found when there is no fix.</summary>
    public string Explanation { get; init; } = string.Empty;

    /// <summary>The proposed fix; empty when none is proposed.</summary>
    public IReadOnlyList<CodeEdit> Edits { get; init; } = [];

    /// <summary>Why no fix is proposed; null when there is one.</summary>
    public string? NoFixReason { get; init; }

    /// <summary>Tokens, cost and time.</summary>
    public AnalysisUsage Usage { get; init; } = AnalysisUsage.None;
}
