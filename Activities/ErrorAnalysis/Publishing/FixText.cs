using System.Globalization;
using System.Text;
using OpsFlow.Domain.CodeAnalysis;
using OpsFlow.Domain.CodeAnalysis.Patching;
using OpsFlow.Domain.CodeAnalysis.Verification;
using OpsFlow.Domain.Text;
using OpsFlow.Records.ErrorAnalysis;

namespace OpsFlow.Activities.ErrorAnalysis.Publishing;

/// <summary>
/// The words of a commit and a pull request; secrets and personal data are taken out of all of them.
/// </summary>
internal sealed class FixText(Redactor redactor)
{
    private const int MaxTitle = 72;
    private const int MaxEvidence = 5;

    /// <summary>The branch of a fix.</summary>
    public static string Branch(string analysisId) => $"opsflow/fix-{analysisId[^10..]}";

    /// <summary>
    /// The commit's message, with trailers that tell where it comes from. Its own words are always English: a repeated
    /// publish must make the same commit, whatever language the server has by then.
    /// </summary>
    public string Commit(AnalysisRecord record, AnalysisResult result, string patchHash, string approvedBy)
    {
        using var language = Language.Use(Language.English);
        return redactor.Redact($"""
            {PlainTitle(record)}

            {result.RootCause.OneLine(500)}

            OpsFlow-Analysis: {record.Id}
            OpsFlow-Patch: {patchHash}
            Approved-by: {approvedBy.OneLine(100)}
            """.ReplaceLineEndings("\n"));
    }

    /// <summary>The title of a commit and a pull request.</summary>
    public string Title(AnalysisRecord record) => redactor.Redact(PlainTitle(record));

    /// <summary>The description of a pull request.</summary>
    public string Body(
        AnalysisRecord record, AnalysisResult result, VerificationResult? verification, string approvedBy)
    {
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
                    + $"{evidence.Reason.OneLine(200)}");
        }

        text.AppendLine().AppendLine($"**{PublishingWords.Validation}**").AppendLine();
        text.AppendLine(verification is null
            ? PublishingWords.NotRun
            : $"{VerificationNames.Of(verification.Outcome)}: {verification.Detail.OneLine(300)}");
        text.AppendLine();
        text.AppendLine(
            PublishingWords.FormatReportedBy(
                $"`{Code(record.ServerName)}`", record.Occurrences, approvedBy.OneLine(100)));
        text.AppendLine().Append(CultureInfo.InvariantCulture, $"<!-- opsflow-analysis: {record.Id} -->");
        return redactor.Redact(text.ToString());
    }

    private static string PlainTitle(AnalysisRecord record)
    {
        var type = record.ErrorType[(record.ErrorType.LastIndexOf('.') + 1)..];
        return PublishingWords.FormatTitle($"{type}: {record.Message}").OneLine(MaxTitle);
    }

    // Model and error text is data: it is quoted, so that it neither mentions people nor closes our comment.
    private static string Quote(string text) => string.Join('\n', text.Split('\n').Take(40).Select(l => "> " + l
        .Replace("@", "@\u200b", StringComparison.Ordinal).Replace("<!--", "&lt;!--", StringComparison.Ordinal)));

    private static string Code(string text) => text.OneLine(200).Replace('`', '\'');
}
