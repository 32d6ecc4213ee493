using OpsFlow.Domain.CodeAnalysis.Patching;
using OpsFlow.Domain.CodeAnalysis.Verification;

namespace OpsFlow.Records.ErrorAnalysis;

/// <summary>What a round made of the proposed edits.</summary>
/// <param name="Patch">The patch; null when the edits give none.</param>
/// <param name="Hash">What a decision refers to; null when the patch is not offered for one.</param>
/// <param name="Verification">What the test command said; null when it was not asked.</param>
public sealed record PreparedPatch(Patch? Patch, string? Hash, VerificationResult? Verification);
