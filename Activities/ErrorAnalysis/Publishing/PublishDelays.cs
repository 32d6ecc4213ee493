using System.Globalization;
using OpsFlow.Activities.ErrorAnalysis.Notifications;
using OpsFlow.Domain.Text;
using OpsFlow.Records.ErrorAnalysis;
using OpsFlow.Records.ErrorAnalysis.Servers;
using OpsFlow.Workflows.ErrorAnalysis;
using Temporalio.Activities;
using Temporalio.Common;
using Temporalio.Exceptions;

namespace OpsFlow.Activities.ErrorAnalysis.Publishing;

/// <summary>Says why an approved fix is not out yet: on the record, in its events and in its chat message.</summary>
public sealed class PublishDelays(
    AnalysisStore analyses, AnalysisNotifier notifier, Redactor redactor, TimeProvider time)
{
    // The first tries follow within seconds; most failures are over then.
    private const int QuietAttempts = 2;

    // As far as tries are apart in the end, about each hour.
    private const int AttemptsBetween = 12;

    /// <summary>Tells of an attempt that failed and is made again.</summary>
    public async Task TellAsync(
        RoundKey key, ServerRecord server, ActivityInfo attempt, ApplicationFailureException failure,
        CancellationToken cancellationToken)
    {
        var next = failure.NextRetryDelay ?? DelayAfter(attempt.Attempt, attempt.RetryPolicy ?? new());
        using var language = Language.Use(server.Locale);
        var words = redactor.Redact(PublishingWords.FormatWaiting(
            failure.Message, Clock(attempt.ScheduledTime), Clock(time.GetUtcNow().UtcDateTime + next)));
        await analyses.SetDetailAsync(key, AnalysisState.Publishing, words, cancellationToken);
        if (attempt.Attempt > QuietAttempts && (attempt.Attempt - QuietAttempts) % AttemptsBetween != 1
            && failure.NextRetryDelay is null)
        {
            return;
        }

        await analyses.ReportProgressAsync(
            key.AnalysisId, $"{key.RunId}:publish-{key.Round}-{attempt.Attempt}", words, cancellationToken);
        if (attempt.Attempt > QuietAttempts || failure.NextRetryDelay is not null)
        {
            await ShowAsync(key, server, cancellationToken);
        }
    }

    private async Task ShowAsync(RoundKey key, ServerRecord server, CancellationToken cancellationToken)
    {
        try
        {
            if (await analyses.FindAsync(key, cancellationToken) is { State: AnalysisState.Publishing } record)
            {
                await notifier.NotifyAsync(record, server, isReminder: false, cancellationToken);
            }
        }
        catch (ApplicationFailureException)
        {
            // The chat is away too; the record says it.
        }
    }

    private static TimeSpan DelayAfter(int attempt, RetryPolicy policy)
    {
        var longest = policy.MaximumInterval ?? policy.InitialInterval * 100;
        var seconds = policy.InitialInterval.TotalSeconds
            * Math.Pow(policy.BackoffCoefficient, Math.Min(attempt - 1, 30));
        return TimeSpan.FromSeconds(Math.Min(longest.TotalSeconds, seconds));
    }

    private static string Clock(DateTime at) => at.ToString("HH:mm:ss", CultureInfo.InvariantCulture);
}
