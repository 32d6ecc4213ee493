using System.Threading.Channels;
using OpsFlow.Infrastructure.Slack;
using OpsFlow.Platform.Timing;

namespace OpsFlow.Api.ErrorAnalysis;

/// <summary>
/// Sends private answers to Slack after the interaction was acknowledged: Slack wants the acknowledgement first and
/// fast. An answer lost with the process says nothing that the message does not.
/// </summary>
internal sealed partial class PrivateReplies(
    SlackClient slack, SlackOptions options, ILogger<PrivateReplies> logger) : BackgroundService
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(5);

    private readonly Channel<(Uri Url, string Text)> _queue = Channel.CreateBounded<(Uri, string)>(
        new BoundedChannelOptions(1000) { FullMode = BoundedChannelFullMode.DropOldest });

    /// <summary>Queues an answer. Only Slack's own hosts are called: the address comes from a request.</summary>
    public void Send(Uri url, string text)
    {
        var isSlack = url.Scheme == Uri.UriSchemeHttps
            && (url.Host == "hooks.slack.com" || url.Host.EndsWith(".slack.com", StringComparison.Ordinal));
        if (isSlack || (url.Host == options.ApiUrl.Host && url.Port == options.ApiUrl.Port))
        {
            _queue.Writer.TryWrite((url, text));
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var (url, text) in _queue.Reader.ReadAllAsync(stoppingToken))
        {
            try
            {
                using var deadline = new TimeLimit(s_timeout, stoppingToken);
                await slack.RespondPrivatelyAsync(url, text, deadline.Token);
            }
            // Whatever goes wrong with one answer, the others and the host go on.
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailure(logger, e.Message);
            }
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "A private answer could not be sent to Slack: {Reason}")]
    private static partial void LogFailure(ILogger logger, string reason);
}
