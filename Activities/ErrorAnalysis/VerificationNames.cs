using OpsFlow.Domain.CodeAnalysis.Verification;

namespace OpsFlow.Activities.ErrorAnalysis;

/// <summary>Outcomes of verifications in the reader's language.</summary>
internal static class VerificationNames
{
    public static string Of(VerificationOutcome outcome) =>
        VerificationWords.GetResourceString($"Outcome{outcome}", $"{outcome}");
}
