using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using OpsFlow.Api.ErrorAnalysis;
using OpsFlow.Infrastructure.Slack;

namespace OpsFlow.Api.Tests.ErrorAnalysis;

public sealed class PrivateRepliesTests
{
    [Fact]
    public async Task Send_AfterAnAnswerThatFailed_SendsTheNext()
    {
        using var slack = new FailsOnce();
        using var http = new HttpClient(slack);
        var options = new SlackOptions { ApiUrl = new Uri("http://slack.test/api/") };
        using var replies = new PrivateReplies(
            new SlackClient(http, options), options, NullLogger<PrivateReplies>.Instance);
        await replies.StartAsync(CancellationToken.None);

        replies.Send(new Uri("http://slack.test/first"), "one");
        replies.Send(new Uri("http://slack.test/second"), "two");

        Assert.Equal("/second", await slack.Answered.Task.WaitAsync(TimeSpan.FromMinutes(1)));
        await replies.StopAsync(CancellationToken.None);
    }

    /// <summary>A connection that is gone as soon as it is there, then a good one.</summary>
    private sealed class FailsOnce : HttpMessageHandler
    {
        private int _calls;

        public TaskCompletionSource<string> Answered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        protected override Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (Interlocked.Increment(ref _calls) == 1)
            {
                throw new SocketException((int)SocketError.NotConnected);
            }

            Answered.TrySetResult(request.RequestUri!.AbsolutePath);
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK));
        }
    }
}
