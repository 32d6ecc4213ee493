namespace OpsFlow.Domain.CodeAnalysis;

/// <summary>What an analysis took.</summary>
/// <param name="InputTokens">Tokens sent to the model.</param>
/// <param name="OutputTokens">Tokens it wrote.</param>
/// <param name="Calls">Calls of the model.</param>
/// <param name="Cost">Cost in the price table's currency.</param>
/// <param name="Elapsed">Time taken.</param>
public sealed record AnalysisUsage(long InputTokens, long OutputTokens, int Calls, decimal Cost, TimeSpan Elapsed)
{
    /// <summary>Nothing used.</summary>
    public static AnalysisUsage None { get; } = new(0, 0, 0, 0m, TimeSpan.Zero);
}
