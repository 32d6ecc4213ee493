using System.Diagnostics.CodeAnalysis;
using OpsFlow.Api.Authentication;
using OpsFlow.Api.Platform;
using OpsFlow.Platform.Runs;
using OpsFlow.Records.Prescriptions;

namespace OpsFlow.Api.Runs;

/// <summary>
/// Why a record or a schedule is as it is. They keep it in English, as they outlive their readers; who reads it is told
/// in their own language.
/// </summary>
internal static class RunReason
{
    private const string Named = KnownSentences.Named;

    private static readonly (string Sentence, Func<string, string> Words)[] s_known =
    [
        (RetriedBy(Named), who => ReasonWords.FormatRetriedBy(NameOf(who))),
        (PausedBy(Named), who => ReasonWords.FormatPausedBy(NameOf(who))),
        (ResumedBy(Named), who => ReasonWords.FormatResumedBy(NameOf(who))),
        // As the workflow of analyses says it.
        ("Nobody decided in time; report the error again to restart.", _ => ReasonWords.Expired),
        ($"The branch keeps moving: {Named}", why => ReasonWords.FormatKeepsMoving(why)),
        (PrescriptionReasons.Gone, _ => ReasonWords.PrescriptionGone),
        (PrescriptionReasons.Edited, _ => ReasonWords.PrescriptionEdited),
        (PrescriptionReasons.CardsClosed, _ => ReasonWords.CardsClosed),
        (PrescriptionReasons.CountsNow(Named), which => ReasonWords.FormatCountsNow(which)),
    ];

    public static string RetriedBy(string who) => $"Retried by {who}.";

    public static string PausedBy(string who) => $"Paused by {who}.";

    public static string ResumedBy(string who) => $"Resumed by {who}.";

    /// <summary>In the language of the flow; a sentence that is not known stays as it is.</summary>
    [return: NotNullIfNotNull(nameof(reason))]
    public static string? InWords(string? reason) =>
        reason is null ? null : s_known.InWords(reason) ?? LostRun.InWords(reason);

    private static string NameOf(string who) => who == Callers.Administrator ? ReasonWords.Administrator : who;
}
