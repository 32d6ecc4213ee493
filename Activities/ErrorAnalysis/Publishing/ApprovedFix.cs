using OpsFlow.Domain.CodeAnalysis;
using OpsFlow.Domain.CodeAnalysis.Patching;
using OpsFlow.Domain.CodeAnalysis.Verification;
using OpsFlow.Infrastructure.Git;
using OpsFlow.Records.ErrorAnalysis;
using OpsFlow.Records.ErrorAnalysis.Servers;
using OpsFlow.Workflows.ErrorAnalysis;
using Temporalio.Exceptions;

namespace OpsFlow.Activities.ErrorAnalysis.Publishing;

/// <summary>All that publishing needs.</summary>
/// <param name="Input">Who approved what, and when.</param>
/// <param name="Key">The round it was made in.</param>
/// <param name="Patch">The approved patch.</param>
/// <param name="Result">The analyzer's result.</param>
public sealed record ApprovedFix(
    PublishInput Input,
    RoundKey Key,
    AnalysisRecord Record,
    ServerRecord Server,
    Patch Patch,
    AnalysisResult Result)
{
    /// <summary>The names that its branch may have, those without slashes last.</summary>
    internal IEnumerable<string> Branches => FixText.Branches(Record.Id, Server.BranchPrefix)
        .Concat(FixText.Branches(Record.Id, Server.BranchPrefix, isFlat: true)).Distinct();

    internal string AuthorName => Server.AuthorName ?? GitPublishRequest.DefaultName;

    internal string AuthorEmail => Server.AuthorEmail ?? GitPublishRequest.DefaultEmail;

    /// <summary>What its edits touch is another text by now.</summary>
    internal PublishResult BaseChanged(string into, string baseCommit) =>
        new(false, Branches.First(), "", null, PublishingWords.FormatBaseChanged(into, baseCommit[..8]));

    /// <summary>
    /// On what the branch is by now it is not proven as it was: it is looked at and asked about again.
    /// </summary>
    internal PublishResult NotProvenAgain(string into, string baseCommit, VerificationResult proof) =>
        new(
            false, Branches.First(), "", null,
            PublishingWords.FormatNotProvenAgain(into, baseCommit[..8], proof.Detail));

    /// <summary>It was made and shown for another repository: the one of now is looked at and asked about.</summary>
    internal PublishResult ForAnotherRepository(string shown, string now) =>
        new(false, Branches.First(), "", null, PublishingWords.FormatOtherRepository(shown, now));

    /// <summary>What no repeat mends.</summary>
    internal static ApplicationFailureException Refused(string message) =>
        new(message, errorType: ErrorAnalysisErrors.PublishRefused, nonRetryable: true);
}
