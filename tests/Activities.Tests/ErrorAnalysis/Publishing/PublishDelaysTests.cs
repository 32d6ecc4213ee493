using Microsoft.Extensions.Time.Testing;
using OpsFlow.Activities.ErrorAnalysis.Notifications;
using OpsFlow.Activities.ErrorAnalysis.Publishing;
using OpsFlow.Activities.Tests.ErrorAnalysis.Notifications;
using OpsFlow.Domain.Text;
using OpsFlow.Workflows.ErrorAnalysis;
using Temporalio.Exceptions;
using Temporalio.Testing;

namespace OpsFlow.Activities.Tests.ErrorAnalysis.Publishing;

public sealed class PublishDelaysTests : IAsyncLifetime
{
    private static readonly DateTimeOffset s_now = new(2026, 5, 1, 18, 20, 0, TimeSpan.Zero);

    private readonly ScriptedSlack _slack = new();
    private StoredAnalysis _analysis = null!;

    public async Task InitializeAsync()
    {
        _analysis = await StoredAnalysis.CreateAsync();
        await _analysis.EnterAsync(AnalysisState.Publishing);
    }

    [Fact]
    public async Task TellAsync_ProviderIsDown_SaysSinceWhenAndWhenNext()
    {
        await TellAsync(3);
        var detail = (await _analysis.RecordAsync()).Detail;
        Assert.Equal("GitHub does not answer (500). So it is since 18:16:00; next try 18:20:04 (UTC).", detail);
        Assert.Equal(detail, Assert.Single(await _analysis.ProgressAsync()));
        Assert.Contains("next try 18:20:04", Assert.Single(_slack.Posts).ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task TellAsync_ALongOutage_IsRetoldNowAndThenButAlwaysOnTheRecord()
    {
        for (var attempt = 1; attempt <= 40; attempt++)
        {
            await TellAsync(attempt);
        }

        Assert.InRange((await _analysis.ProgressAsync()).Count, 4, 8);
        Assert.Contains("next try 18:25:00", (await _analysis.RecordAsync()).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TellAsync_AnotherPolicy_SaysItsTimes()
    {
        await TellAsync(20, longest: 7);
        Assert.Contains("next try 18:27:00", (await _analysis.RecordAsync()).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TellAsync_PublishedByNow_ChangesNothing()
    {
        await _analysis.EnterAsync(AnalysisState.Published, "done");
        await TellAsync(3);
        Assert.Equal("done", (await _analysis.RecordAsync()).Detail);
        Assert.Empty(_slack.Calls);
    }

    public async Task DisposeAsync()
    {
        await _analysis.DisposeAsync();
        _slack.Dispose();
    }

    private async Task TellAsync(int attempt, int longest = 5)
    {
        var redactor = new Redactor();
        var notifier = new AnalysisNotifier(
            _slack.Client, _analysis.Analyses, _analysis.Servers, redactor, new NotifierOptions(null));
        var info = ActivityEnvironment.DefaultInfo with
        {
            Attempt = attempt,
            RetryPolicy = new() { MaximumInterval = TimeSpan.FromMinutes(longest) },
            ScheduledTime = s_now.UtcDateTime.AddMinutes(-4),
        };
        await new PublishDelays(_analysis.Analyses, notifier, redactor, new FakeTimeProvider(s_now)).TellAsync(
            _analysis.Key, await _analysis.ServerAsync(), info,
            new ApplicationFailureException("GitHub does not answer (500)."), default);
    }
}
