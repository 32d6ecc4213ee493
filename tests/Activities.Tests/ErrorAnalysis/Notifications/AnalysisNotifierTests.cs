using System.Text.Json.Nodes;
using OpsFlow.Activities.ErrorAnalysis.Notifications;
using OpsFlow.Domain.Text;
using OpsFlow.Records.ErrorAnalysis.Servers;
using OpsFlow.Workflows.ErrorAnalysis;
using Temporalio.Exceptions;

namespace OpsFlow.Activities.Tests.ErrorAnalysis.Notifications;

/// <summary>People are asked, and what asks them never outlives the decision, whatever Slack refuses.</summary>
public sealed class AnalysisNotifierTests : IAsyncLifetime
{
    private readonly ScriptedSlack _slack = new();
    private StoredAnalysis _analysis = null!;

    public async Task InitializeAsync() => _analysis = await StoredAnalysis.CreateAsync();

    [Theory]
    [InlineData("not_in_channel", "invite")]
    [InlineData("channel_not_found", "no channel C07OPS")]
    [InlineData("is_archived", "archived")]
    [InlineData("token_revoked", "OPSFLOW_SLACK_BOT_TOKEN")]
    [InlineData("missing_scope", "scope")]
    [InlineData("some_new_error", "some_new_error")]
    public async Task NotifyAsync_QuestionIsRefused_IsToldAndAskedAgain(string error, string expected)
    {
        _slack.Refuse("chat.postMessage", error);
        var e = await Assert.ThrowsAsync<ApplicationFailureException>(() => NotifyAsync());

        Assert.False(e.NonRetryable);
        Assert.NotNull(e.NextRetryDelay);
        Assert.Contains(await _analysis.ProgressAsync(), p => p.Contains(expected, StringComparison.Ordinal));
        Assert.Contains(expected, (await _analysis.ServerAsync()).SlackProblem, StringComparison.Ordinal);
        Assert.Contains(expected, (await _analysis.RecordAsync()).Detail, StringComparison.Ordinal);

        await NotifyAsync();
        Assert.True(HasButtons(Assert.Single(_slack.Posts)));
        Assert.Null((await _analysis.ServerAsync()).SlackProblem);
        Assert.Equal("Proven", (await _analysis.RecordAsync()).Detail);
    }

    [Fact]
    public async Task NotifyAsync_LaterMessageIsRefused_IsToldAndFinal()
    {
        await _analysis.EnterAsync(AnalysisState.Publishing);
        _slack.Refuse("chat.postMessage", "not_in_channel");
        var e = await Assert.ThrowsAsync<ApplicationFailureException>(() => NotifyAsync());
        Assert.True(e.NonRetryable);
        Assert.Single(await _analysis.ProgressAsync());
    }

    [Fact]
    public async Task NotifyAsync_ReminderOfAQuestionThatNobodySaw_IsTheQuestion()
    {
        _slack.Refuse("chat.postMessage", "not_in_channel");
        await Assert.ThrowsAsync<ApplicationFailureException>(() => NotifyAsync());

        await NotifyAsync(isReminder: true);

        Assert.True(HasButtons(Assert.Single(_slack.Posts)));
        Assert.Equal("1.0", (await _analysis.RecordAsync()).SlackTs);
    }

    [Theory]
    [InlineData("edit_window_closed", true)]
    [InlineData("cant_update_message", true)]
    [InlineData("message_not_found", false)]
    public async Task NotifyAsync_MessageCannotBeChanged_AnotherSaysWhatWasDecided(string error, bool isThere)
    {
        await NotifyAsync();
        await _analysis.EnterAsync(AnalysisState.Publishing);
        _slack.Refuse("chat.update", error);
        await NotifyAsync();

        var answer = _slack.Posts.Last();
        Assert.Equal(isThere ? "1.0" : null, answer["thread_ts"]?.ToString());
        Assert.Contains("jun", answer.ToJsonString(), StringComparison.Ordinal);
        Assert.False(HasButtons(answer));

        // What follows goes into the new one.
        await _analysis.EnterAsync(AnalysisState.Published, "https://github.com/team/web/pull/3");
        await NotifyAsync();
        Assert.Equal("2.0", Assert.Single(_slack.Updates)["ts"]!.ToString());
    }

    [Fact]
    public async Task NotifyAsync_DecidedAfterAReminder_TheReminderSaysSo()
    {
        await NotifyAsync();
        await NotifyAsync(isReminder: true);
        await NotifyAsync(isReminder: true);
        Assert.Equal(2, _slack.Posts.Count());
        Assert.StartsWith("Reminder", _slack.Posts.Last()["text"]!.ToString(), StringComparison.Ordinal);

        await _analysis.EnterAsync(AnalysisState.Publishing);
        await NotifyAsync();
        await _analysis.EnterAsync(AnalysisState.Published, "https://github.com/team/web/pull/3");
        await NotifyAsync();

        var last = _slack.Updates.Last(u => u["ts"]!.ToString() == "2.0").ToJsonString();
        Assert.Contains("The fix is published", last, StringComparison.Ordinal);
        Assert.DoesNotContain("waits for your decision", last, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NotifyAsync_ServerWasRemoved_TheMessageStopsAsking()
    {
        await NotifyAsync();
        await _analysis.EnterAsync(AnalysisState.Canceled);
        await NotifyAsync(isServerGone: true);
        Assert.False(HasButtons(Assert.Single(_slack.Updates)));
    }

    [Fact]
    public async Task NotifyAsync_ChangeWithASecret_IsNotApprovedHere()
    {
        var redactor = new Redactor(null);
        redactor.AddKnown("token-of-the-tests");
        var record = await _analysis.RecordAsync();
        var prepared = record.Current.Prepared!;
        record.Current = record.Current with
        {
            Prepared = prepared with { Patch = prepared.Patch! with { Diff = "+ key = token-of-the-tests\n" } },
        };
        await new AnalysisNotifier(
            _slack.Client, _analysis.Analyses, _analysis.Servers, redactor, new NotifierOptions(null))
            .NotifyAsync(record, await _analysis.ServerAsync(), isReminder: false, default);

        var post = Assert.Single(_slack.Posts);
        Assert.False(HasButtons(post));
        Assert.DoesNotContain("token-of-the-tests", post.ToJsonString(), StringComparison.Ordinal);
        Assert.Contains("hidden here", post.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task NotifyAsync_Korean_SaysItInKorean()
    {
        var server = await _analysis.ServerAsync();
        await _analysis.Servers.SaveAsync(server with { Locale = Language.Korean }, default);
        _slack.Refuse("chat.postMessage", "not_in_channel");
        await Assert.ThrowsAsync<ApplicationFailureException>(() => NotifyAsync());
        Assert.Contains(await _analysis.ProgressAsync(), p => p.Contains("초대하세요", StringComparison.Ordinal));
    }

    public async Task DisposeAsync()
    {
        await _analysis.DisposeAsync();
        _slack.Dispose();
    }

    private static bool HasButtons(JsonObject message) =>
        message.ToJsonString().Contains(SlackAnalysisMessage.ApproveAction, StringComparison.Ordinal);

    private async Task NotifyAsync(bool isReminder = false, bool isServerGone = false)
    {
        ServerRecord? server = isServerGone ? null : await _analysis.ServerAsync();
        await new AnalysisNotifier(
            _slack.Client, _analysis.Analyses, _analysis.Servers, new Redactor(null), new NotifierOptions(null))
            .NotifyAsync(await _analysis.RecordAsync(), server, isReminder, default);
    }
}
