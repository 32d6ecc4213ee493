namespace OpsFlow.Domain.CodeAnalysis.Verification;

/// <summary>Outcome of a verification.</summary>
/// <param name="Outcome">What it showed.</param>
/// <param name="Detail">One sentence.</param>
/// <param name="Isolation">How the command was confined.</param>
/// <param name="RedOutput">End of the output without the fix.</param>
/// <param name="GreenOutput">End of the output with the fix.</param>
public sealed record VerificationResult(
    VerificationOutcome Outcome,
    string Detail,
    string Isolation = "",
    string RedOutput = "",
    string GreenOutput = "")
{
    /// <summary>Time taken.</summary>
    public TimeSpan Elapsed { get; init; }
}
