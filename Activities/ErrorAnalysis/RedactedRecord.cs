using OpsFlow.Domain.CodeAnalysis;
using OpsFlow.Domain.Text;
using OpsFlow.Records.ErrorAnalysis;

namespace OpsFlow.Activities.ErrorAnalysis;

/// <summary>
/// What people and other systems are shown of an analysis. Texts are redacted while they are whole: of a secret that a
/// cut goes through, the rest is known by no form.
/// </summary>
internal static class RedactedRecord
{
    public static AnalysisRecord Redacted(this AnalysisRecord record, Redactor redactor) => new()
    {
        Id = record.Id,
        ServerId = record.ServerId,
        ServerName = redactor.Redact(record.ServerName),
        Fingerprint = record.Fingerprint,
        State = record.State,
        Round = record.Round,
        ErrorType = redactor.Redact(record.ErrorType),
        Message = redactor.Redact(record.Message),
        Occurrences = record.Occurrences,
        CreatedAt = record.CreatedAt,
        LastSeenAt = record.LastSeenAt,
        UpdatedAt = record.UpdatedAt,
        RunId = record.RunId,
        RunStartedAt = record.RunStartedAt,
        Detail = record.Detail is null ? null : redactor.Redact(record.Detail),
        PullRequestUrl = record.PullRequestUrl,
        PullRequestState = record.PullRequestState,
        PullRequestAt = record.PullRequestAt,
        PreviousId = record.PreviousId,
        IsRegression = record.IsRegression,
        SlackChannel = record.SlackChannel,
        SlackTs = record.SlackTs,
        Current = record.Current with
        {
            Result = record.Current.Result?.Redacted(redactor),
            Prepared = record.Current.Prepared is not { } prepared ? null : prepared with
            {
                Patch = prepared.Patch is not { } patch ? null : patch with { Diff = redactor.Redact(patch.Diff) },
                Verification = prepared.Verification is not { } proof ? null
                    : proof with { Detail = redactor.Redact(proof.Detail) },
            },
            Decision = record.Current.Decision is not { } decision ? null
                : decision with { By = redactor.Redact(decision.By) },
        },
    };

    public static AnalysisResult Redacted(this AnalysisResult result, Redactor redactor) => result with
    {
        RootCause = redactor.Redact(result.RootCause),
        Explanation = redactor.Redact(result.Explanation),
        Evidence =
        [
            .. result.Evidence.Select(e => e with
            {
                Method = redactor.Redact(e.Method),
                Reason = redactor.Redact(e.Reason),
            }),
        ],
    };
}
