using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using OpsFlow.Domain.CodeAnalysis;
using OpsFlow.Domain.CodeAnalysis.Patching;
using OpsFlow.Domain.CodeAnalysis.Verification;
using OpsFlow.Domain.Text;
using OpsFlow.Records.ErrorAnalysis;

namespace OpsFlow.Activities.ErrorAnalysis.Publishing;

/// <summary>
/// The words of a commit and a pull request; secrets and personal data are taken out of all of them.
/// </summary>
internal sealed partial class FixText(Redactor redactor)
{
    private const int MaxTitle = 72;
    private const int MaxEvidence = 5;

    private const string DefaultPrefix = "opsflow/";
    private const int MaxBranches = 5;

    /// <summary>
    /// The names that a fix's branch may have, the first that is free is taken: others may hold what an earlier
    /// approval left behind.
    /// </summary>
    /// <param name="prefix">What they begin with; null for <c>opsflow/</c>.</param>
    /// <param name="isFlat">Without slashes, where a branch is named as the part before one.</param>
    public static IEnumerable<string> Branches(string analysisId, string? prefix, bool isFlat = false)
    {
        var name = $"{prefix ?? DefaultPrefix}fix-{analysisId[^10..]}";
        name = isFlat ? name.Replace('/', '-') : name;
        return Enumerable.Range(1, MaxBranches).Select(n => n == 1 ? name : $"{name}-{n}");
    }

    /// <summary>
    /// The commit's message, with trailers that tell where it comes from. Its own words are always English: a repeated
    /// publish must make the same commit, whatever language the server has by then.
    /// </summary>
    public string Commit(AnalysisRecord record, AnalysisResult result, string patchHash, string approvedBy)
    {
        using var language = Language.Use(Language.English);
        (record, result) = (record.Redacted(redactor), result.Redacted(redactor));
        approvedBy = redactor.Redact(approvedBy);
        return redactor.Redact($"""
            {PlainTitle(record)}

            {Neutral(result.RootCause.OneLine(500))}

            OpsFlow-Analysis: {record.Id}
            OpsFlow-Patch: {patchHash}
            Approved-by: {Neutral(approvedBy.OneLine(100))}
            """.ReplaceLineEndings("\n"));
    }

    /// <summary>The title of a commit and a pull request.</summary>
    public string Title(AnalysisRecord record) => redactor.Redact(PlainTitle(record.Redacted(redactor)));

    /// <summary>The description of a pull request.</summary>
    /// <param name="movedTo">The commit that the edits were made on again after their test; null if that is the tested
    /// one.</param>
    /// <param name="reproof">What they showed there; null if they were not tested there.</param>
    public string Body(
        AnalysisRecord record, AnalysisResult result, VerificationResult? verification, string approvedBy,
        string? movedTo = null, VerificationResult? reproof = null)
    {
        (record, result) = (record.Redacted(redactor), result.Redacted(redactor));
        approvedBy = redactor.Redact(approvedBy);
        var confidence = result.Confidence.ToString("P0", CultureInfo.InvariantCulture);
        var text = new StringBuilder();
        text.AppendLine(
            CultureInfo.InvariantCulture,
            $"**{PublishingWords.RootCause}** ({PublishingWords.FormatConfident(confidence, result.Analyzer)})");
        text.AppendLine().AppendLine(Quote(result.RootCause)).AppendLine();
        text.AppendLine($"**{PublishingWords.Fix}**").AppendLine().AppendLine(Quote(result.Explanation)).AppendLine();
        text.AppendLine($"**{PublishingWords.Evidence}**").AppendLine();
        foreach (var evidence in result.Evidence.Take(MaxEvidence))
        {
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"- `{Code(evidence.Path)}:{evidence.FirstLine}` {Code(evidence.Method)}: "
                    + $"{Neutral(evidence.Reason.OneLine(200))}");
        }

        text.AppendLine().AppendLine($"**{PublishingWords.Validation}**").AppendLine();
        text.AppendLine(verification is null
            ? PublishingWords.NotRun
            : $"{VerificationNames.Of(verification.Outcome)}: {Neutral(verification.Detail.OneLine(300))}");
        if (movedTo is not null)
        {
            text.AppendLine().AppendLine(reproof is null
                ? PublishingWords.FormatMovedSince(movedTo.CutTo(8))
                : PublishingWords.FormatMovedAndTested(
                    movedTo.CutTo(8),
                    $"{VerificationNames.Of(reproof.Outcome)}: {Neutral(reproof.Detail.OneLine(300))}"));
        }

        text.AppendLine();
        text.AppendLine(
            PublishingWords.FormatReportedBy(
                $"`{Code(record.ServerName)}`", record.Occurrences, Neutral(approvedBy.OneLine(100))));
        text.AppendLine().Append(PullRequestChange.MarkOf(record.Id));
        return redactor.Redact(text.ToString());
    }

    private static string PlainTitle(AnalysisRecord record)
    {
        var type = record.ErrorType[(record.ErrorType.LastIndexOf('.') + 1)..];
        return Neutral(PublishingWords.FormatTitle($"{type}: {record.Message}").OneLine(MaxTitle));
    }

    // Model and error text is data: it is quoted, so that it does not close our comment.
    private static string Quote(string text) => string.Join('\n', text.Split('\n').Take(40)
        .Select(l => "> " + Neutral(l).Replace("<!--", "&lt;!--", StringComparison.Ordinal)));

    // An invisible space after the mark: hosts then neither notify anybody nor close anything.
    private static string Neutral(string text) => Marks().Replace(text, "$0\u200b");

    [GeneratedRegex("@(?=[A-Za-z0-9])|#(?=[0-9])|\\b(?:GH|gh)-(?=[0-9])")]
    private static partial Regex Marks();

    private static string Code(string text) => text.OneLine(200).Replace('`', '\'');
}
