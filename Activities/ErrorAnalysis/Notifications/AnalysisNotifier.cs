using System.Text.Json;
using OpsFlow.Domain.CodeAnalysis;
using OpsFlow.Domain.CodeAnalysis.Patching;
using OpsFlow.Domain.CodeAnalysis.Verification;
using OpsFlow.Domain.Text;
using OpsFlow.Infrastructure.Slack;
using OpsFlow.Platform.Events;
using OpsFlow.Records.ErrorAnalysis;
using OpsFlow.Records.ErrorAnalysis.Servers;
using Temporalio.Exceptions;

namespace OpsFlow.Activities.ErrorAnalysis.Notifications;

/// <summary>Keeps one Slack message an analysis: found before it is posted, updated ever after.</summary>
public sealed class AnalysisNotifier(
    SlackClient slack, AnalysisStore analyses, Redactor redactor, NotifierOptions options)
{
    private static readonly TimeSpan s_clockSkew = TimeSpan.FromMinutes(10);

    /// <summary>Posts or updates the message.</summary>
    /// <param name="isReminder">Whether a reminder is posted instead.</param>
    public async Task NotifyAsync(
        AnalysisRecord record, ServerRecord server, bool isReminder, CancellationToken cancellationToken)
    {
        if (!slack.IsConfigured || server.SlackChannel is null)
        {
            return;
        }

        try
        {
            var message = SlackAnalysisMessage.Create(
                record,
                server.Locale,
                options.PublicUrl,
                isReminder).Redacted(redactor);
            var oldest = DateTimeOffset.FromUnixTimeMilliseconds(record.CreatedAt) - s_clockSkew;
            if (isReminder)
            {
                var id = $"{record.Id}-reminder";
                if (await FindAsync(record.SlackChannel ?? server.SlackChannel, id, oldest, cancellationToken) is null)
                {
                    await slack.PostAsync(server.SlackChannel, message, id, cancellationToken);
                }

                return;
            }

            var (channel, ts) = (record.SlackChannel, record.SlackTs);
            if (ts is null && await FindAsync(server.SlackChannel, record.Id, oldest, cancellationToken) is { } found)
            {
                (channel, ts) = (server.SlackChannel, found);
            }

            if (ts is null)
            {
                (channel, ts) = await slack.PostAsync(server.SlackChannel, message, record.Id, cancellationToken);
            }
            else
            {
                await slack.UpdateAsync(channel!, ts, message, record.Id, cancellationToken);
            }

            if (record.SlackTs != ts)
            {
                await analyses.SetSlackMessageAsync(record.Id, channel!, ts, cancellationToken);
            }
        }
        catch (SlackException e)
        {
            throw new ApplicationFailureException(
                e.Message, e, errorType: "SlackRefused", nonRetryable: !e.IsTransient, nextRetryDelay: e.RetryAfter);
        }
    }

    // A bot that may post but not read cannot look for its message: then a repeat after a crash may post it twice,
    // which is better than never.
    private async Task<string?> FindAsync(
        string channel, string id, DateTimeOffset oldest, CancellationToken cancellationToken)
    {
        try
        {
            return await slack.FindAsync(channel, id, oldest, cancellationToken);
        }
        catch (SlackException e) when (!e.IsTransient)
        {
            return null;
        }
    }
}
