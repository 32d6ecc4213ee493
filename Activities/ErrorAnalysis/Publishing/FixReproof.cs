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
    /// <param name="made">The clone of the new base with the patch that was made there; null makes both.</param>
    /// <returns>What it showed; null if the server has no test command.</returns>
    public async Task<VerificationResult?> ProveAsync(
        ApprovedFix fix, string into, string baseCommit, IReadOnlyDictionary<string, string> files,
        Action<string> report, CancellationToken cancellationToken, (GitClone Clone, Patch Patch)? made = null)
    {
        if (string.IsNullOrWhiteSpace(fix.Server.TestCommand))
        {
            return null;
        }

        if (await analyses.FindReproofAsync(fix.Key, cancellationToken) is { } known)
        {
            return known;
        }

        var clone = made?.Clone ?? await source.CloneAsync(
            fix.Input.AnalysisId, $"{fix.Input.Round}-publish", fix.Server, into, baseCommit, report,
            cancellationToken);
        using var tree = clone.OpenTree();
        var patch = made?.Patch ?? await BuildAsync(fix, tree, files, cancellationToken);
        var proof = patch is null
            ? new VerificationResult(VerificationOutcome.Error, VerificationWords.OtherFiles)
            : await verifier.VerifyAsync(tree, fix.Server.TestCommand, patch, report, cancellationToken);
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

    // Null where it is not of these files: a provider that is told apart from the remote may have another commit there.
    private async Task<Patch?> BuildAsync(
        ApprovedFix fix, GitSourceTree tree, IReadOnlyDictionary<string, string> files,
        CancellationToken cancellationToken)
    {
        var built = await patches.BuildAsync(tree, fix.Result.Edits, cancellationToken);
        return built is { IsUsable: true, Patch: { } patch } && patch.Files.Count == files.Count
            && patch.Files.All(f => files.TryGetValue(f.Path, out var content) && content == f.Content)
            ? patch
            : null;
    }
}
