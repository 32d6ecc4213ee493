using OpsFlow.Domain.CodeAnalysis.Patching;
using OpsFlow.Domain.CodeAnalysis.Verification;
using OpsFlow.Infrastructure.Git;
using OpsFlow.Records.ErrorAnalysis;

namespace OpsFlow.Activities.ErrorAnalysis.Publishing;

/// <summary>
/// Proves a fix once more whose edits were made again on a commit that moved on: what was approved was proven
/// elsewhere.
/// </summary>
public sealed class FixReproof(
    AnalysisSource source, AnalysisStore analyses, PatchBuilder patches, FixVerifier verifier)
{
    /// <summary>Runs the server's test command on the new base, once for all attempts.</summary>
    /// <param name="files">What would be published.</param>
    /// <param name="clone">The clone of the new base; null makes one.</param>
    /// <returns>What it showed; null if the server has no test command.</returns>
    public async Task<VerificationResult?> ProveAsync(
        ApprovedFix fix, string into, string baseCommit, IReadOnlyDictionary<string, string> files,
        Action<string> report, CancellationToken cancellationToken, GitClone? clone = null)
    {
        if (string.IsNullOrWhiteSpace(fix.Server.TestCommand))
        {
            return null;
        }

        if (await analyses.FindReproofAsync(fix.Key, cancellationToken) is { } known)
        {
            return known;
        }

        clone ??= await source.CloneAsync(
            fix.Input.AnalysisId, $"{fix.Input.Round}-publish", fix.Server, into, baseCommit, report,
            cancellationToken);
        using var tree = clone.OpenTree();
        var proof = await ProveAsync(fix, tree, files, report, cancellationToken);
        // What could not be run may run the next time.
        return proof.Outcome == VerificationOutcome.Error
            ? proof
            : await analyses.KeepReproofAsync(fix.Key, proof, cancellationToken);
    }

    /// <summary>Whether a fix may be published as it was approved, after what the new proof showed.</summary>
    public static bool Allows(VerificationResult? approved, VerificationResult? now) => now?.Outcome switch
    {
        null or VerificationOutcome.Proven or VerificationOutcome.NotConfigured => true,
        VerificationOutcome.StillRed => false,
        // It shows nothing now: whoever approved a proven fix approved another thing.
        _ => approved?.Outcome != VerificationOutcome.Proven,
    };

    private async Task<VerificationResult> ProveAsync(
        ApprovedFix fix, GitSourceTree tree, IReadOnlyDictionary<string, string> files, Action<string> report,
        CancellationToken cancellationToken)
    {
        var built = await patches.BuildAsync(tree, fix.Result.Edits, cancellationToken);
        // A provider that is told apart from the remote may have another commit there.
        return built is { IsUsable: true, Patch: { } patch } && patch.Files.Count == files.Count
            && patch.Files.All(f => files.TryGetValue(f.Path, out var content) && content == f.Content)
            ? await verifier.VerifyAsync(tree, fix.Server.TestCommand, patch, report, cancellationToken)
            : new VerificationResult(VerificationOutcome.Error, VerificationWords.OtherFiles);
    }
}
