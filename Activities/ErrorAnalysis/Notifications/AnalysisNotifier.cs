using OpsFlow.Domain.Text;
using OpsFlow.Infrastructure.Slack;
using OpsFlow.Records.ErrorAnalysis;
using OpsFlow.Records.ErrorAnalysis.Servers;
using OpsFlow.Workflows.ErrorAnalysis;
using Temporalio.Activities;
using Temporalio.Exceptions;

namespace OpsFlow.Activities.ErrorAnalysis.Notifications;

/// <summary>Keeps one Slack message an analysis: found before it is posted, updated ever after.</summary>
public sealed class AnalysisNotifier(
    SlackClient slack, AnalysisStore analyses, ServerStore servers, Redactor redactor, NotifierOptions options)
{
    private const int SecondsBetween = 5;

    // Earlier ones are over in seconds, and nobody's trouble.
    private const int TroublingAttempt = 4;

    private static readonly TimeSpan s_clockSkew = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(1);

    /// <summary>Posts or updates the message.</summary>
    /// <param name="server">Null if it was removed: then only what is there is updated.</param>
    /// <param name="isReminder">Whether a reminder is due.</param>
    public async Task NotifyAsync(
        AnalysisRecord record, ServerRecord? server, bool isReminder, CancellationToken cancellationToken)
    {
        if (!slack.IsConfigured || (server?.SlackChannel ?? record.SlackChannel) is not { } channel)
        {
            return;
        }

        try
        {
            // A reminder of a question that nobody saw is the question.
            if (isReminder && record is { SlackTs: not null, State: AnalysisState.AwaitingApproval })
            {
                await RemindAsync(record, server, channel, cancellationToken);
            }
            else
            {
                await ShowAsync(record, server, channel, cancellationToken);
                await CloseReminderAsync(record, server, cancellationToken);
            }

            if (server?.SlackProblem is not null)
            {
                await servers.SetSlackProblemAsync(server.Id, null, cancellationToken);
                await SayAsync(record, $"{record.Current.Prepared?.Verification?.Outcome}", cancellationToken);
            }
        }
        catch (SlackException e)
        {
            throw await RefusedAsync(record, server, channel, e, cancellationToken);
        }
    }

    private async Task ShowAsync(
        AnalysisRecord record, ServerRecord? server, string channel, CancellationToken cancellationToken)
    {
        var message = MessageOf(record, server, isReminder: false);
        string? answerTo = null;
        if (record is { SlackTs: { } ts, SlackChannel: { } shownIn })
        {
            if (await TryUpdateAsync(shownIn, ts, message, record.Id, cancellationToken) is not { } refusal)
            {
                return;
            }

            // What cannot be changed is answered in its thread; what is gone is posted anew.
            (channel, answerTo) = SlackRefusals.IsClosed(refusal) ? (shownIn, ts) : (channel, null);
        }
        else if (await FindAsync(channel, record.Id, record, cancellationToken) is { } found)
        {
            // Found again when the answer to its post was lost.
            await slack.UpdateAsync(channel, found, message, record.Id, cancellationToken);
            await analyses.SetSlackMessageAsync(record.Id, channel, found, cancellationToken);
            return;
        }

        var (postedIn, posted) = await slack.PostAsync(channel, message, record.Id, cancellationToken, answerTo);
        await analyses.SetSlackMessageAsync(record.Id, postedIn, posted, cancellationToken);
    }

    private async Task RemindAsync(
        AnalysisRecord record, ServerRecord? server, string channel, CancellationToken cancellationToken)
    {
        var id = SlackAnalysisMessage.ReminderId(record);
        if (record.Current.Reminder is not null || record.RunId is not { } run)
        {
            return;
        }

        var place = await FindAsync(record.SlackChannel ?? channel, id, record, cancellationToken) is { } found
            ? new ChatPlace(record.SlackChannel ?? channel, found)
            : await PostAsync();
        await analyses.KeepReminderAsync(new(record.Id, run, (int)record.Round), place, cancellationToken);

        async Task<ChatPlace> PostAsync()
        {
            var (postedIn, ts) = await slack.PostAsync(
                channel, MessageOf(record, server, isReminder: true), id, cancellationToken);
            return new(postedIn, ts);
        }
    }

    // A reminder asks too: it says what was decided, as the message does.
    private async Task CloseReminderAsync(
        AnalysisRecord record, ServerRecord? server, CancellationToken cancellationToken)
    {
        if (record.State != AnalysisState.AwaitingApproval && record.Current.Reminder is { } reminder)
        {
            await TryUpdateAsync(
                reminder.Channel, reminder.Ts, MessageOf(record, server, isReminder: true),
                SlackAnalysisMessage.ReminderId(record), cancellationToken);
        }
    }

    // Null if it was updated; the refusal if it can be updated no more.
    private async Task<SlackException?> TryUpdateAsync(
        string channel, string ts, SlackMessage message, string id, CancellationToken cancellationToken)
    {
        try
        {
            await slack.UpdateAsync(channel, ts, message, id, cancellationToken);
            return null;
        }
        catch (SlackException e) when (SlackRefusals.IsClosed(e) || SlackRefusals.IsGone(e))
        {
            return e;
        }
    }

    private SlackMessage MessageOf(AnalysisRecord record, ServerRecord? server, bool isReminder)
    {
        var redacted = record.Redacted(redactor);
        return SlackAnalysisMessage.Create(
                redacted, server?.Locale ?? Language.English, options.PublicUrl, isReminder,
                redacted.Current.Prepared?.Patch?.Diff != record.Current.Prepared?.Patch?.Diff)
            .Redacted(redactor);
    }

    // The chat is where people are asked: that it does not take the question is told everywhere else.
    private async Task<ApplicationFailureException> RefusedAsync(
        AnalysisRecord record, ServerRecord? server, string channel, SlackException e,
        CancellationToken cancellationToken)
    {
        var attempt = ActivityExecutionContext.HasCurrent ? ActivityExecutionContext.Current.Info.Attempt : 1;
        if (e.IsTransient && attempt < TroublingAttempt)
        {
            return new(e.Message, e, errorType: "SlackRefused", nextRetryDelay: e.RetryAfter);
        }

        using var language = Language.Use(server?.Locale);
        var words = SlackRefusals.Words(e, channel);
        await analyses.ReportProgressAsync(
            record.Id, $"{record.RunId}:slack-{record.Round}-{record.State}-{e.Error}", words, cancellationToken);
        await SayAsync(record, words, cancellationToken);
        if (server is not null && server.SlackProblem != words)
        {
            await servers.SetSlackProblemAsync(server.Id, words, cancellationToken);
        }

        // Somebody may invite the bot: the question is asked again for as long as the chat is waited for.
        var isOpen = record is { SlackTs: null, State: AnalysisState.AwaitingApproval };
        return new(
            words, e, errorType: "SlackRefused", nonRetryable: !e.IsTransient && !isOpen,
            nextRetryDelay: e.IsTransient || !isOpen
                ? e.RetryAfter
                : TimeSpan.FromSeconds(Math.Min(s_longest.TotalSeconds, SecondsBetween * (double)attempt)));
    }

    // Only while people are asked: later the record has more to say.
    private Task SayAsync(AnalysisRecord record, string words, CancellationToken cancellationToken) =>
        record is { State: AnalysisState.AwaitingApproval, RunId: { } run }
            ? analyses.SetDetailAsync(
                new(record.Id, run, (int)record.Round), AnalysisState.AwaitingApproval, words, cancellationToken)
            : Task.CompletedTask;

    // A bot that may post but not read cannot look for its message: then a repeat after a crash may post it twice,
    // which is better than never.
    private async Task<string?> FindAsync(
        string channel, string id, AnalysisRecord record, CancellationToken cancellationToken)
    {
        try
        {
            var oldest = DateTimeOffset.FromUnixTimeMilliseconds(record.CreatedAt) - s_clockSkew;
            return await slack.FindAsync(channel, id, oldest, cancellationToken);
        }
        catch (SlackException e) when (!e.IsTransient)
        {
            return null;
        }
    }
}
