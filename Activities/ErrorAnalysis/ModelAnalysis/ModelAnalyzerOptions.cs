namespace OpsFlow.Activities.ErrorAnalysis.ModelAnalysis;

/// <summary>Limits of an analysis by a model.</summary>
public sealed class ModelAnalyzerOptions
{
    /// <summary>Rounds in which the model may call tools. Default 8, 0 to 30.</summary>
    public int MaxToolRounds { get; set; } = 8;

    /// <summary>Tool calls of one round that are answered. Default 6.</summary>
    public int MaxCallsPerRound { get; set; } = 6;

    /// <summary>Characters that one tool result may have. Default 12,000.</summary>
    public int MaxToolResultChars { get; set; } = 12_000;

    /// <summary>Characters of all tool results together. Default 120,000.</summary>
    public int MaxToolChars { get; set; } = 120_000;

    /// <summary>Characters of the stack trace in the prompt. Default 12,000.</summary>
    public int MaxTraceChars { get; set; } = 12_000;

    /// <summary>Characters of code in the prompt. Default 24,000.</summary>
    public int MaxCodeChars { get; set; } = 24_000;
}
