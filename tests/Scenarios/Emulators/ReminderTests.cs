using System.Net;

namespace OpsFlow.Scenarios.Emulators;

/// <summary>Nobody decides: one reminder, then the end, with short times; timers survive a restart.</summary>
public sealed class ReminderTests(EmulatorProcess emulators, ReminderTests.HastyApp app)
    : EmulatedAppTests(emulators, app), IClassFixture<ReminderTests.HastyApp>
{
    [RequiresFact(Counterparts.Emulators, "python3")]
    public async Task NoDecision_RemindsOnceAndExpires()
    {
        using var shop = await Shop.CreateAsync(Emulators, Api);
        var id = await Api.ReportAsync(shop.Error());
        var analysis = await Api.WaitForStateAsync(id, "AwaitingApproval");
        await Until.TrueAsync(async () => (await shop.MessagesAsync()).Count == 2, "reminder");
        await KillAndRestartAsync();
        await Api.WaitForStateAsync(id, "Expired");
        await Api.ClosedHistoryAsync(id);
        var messages = await shop.MessagesAsync();
        Assert.Equal(2, messages.Count);
        Assert.All(messages, SlackRules.Check);
        Assert.All(messages, m => Assert.DoesNotContain("opsflow_approve", m.ToJsonString(), StringComparison.Ordinal));
        Assert.Single(messages, m => m["text"]!.ToString().StartsWith("Reminder", StringComparison.Ordinal));
        Assert.Equal("already_decided", (await shop.Approve(analysis).SendAsync(App.Http)).Body["status"]!.ToString());
        Assert.Equal(
            HttpStatusCode.Conflict, (await Api.DecideAsync(id, "approve", analysis["patchHash"]!.ToString())).Status);
        Assert.Empty(await shop.PullsAsync());
    }

    /// <summary>A program that soon reminds and soon gives up.</summary>
    public sealed class HastyApp(EmulatorProcess emulators) : EmulatedApp(emulators)
    {
        protected override IReadOnlyDictionary<string, string> MoreSettings => new Dictionary<string, string>
        {
            ["OPSFLOW_REMINDER_AFTER"] = "00:00:03",
            ["OPSFLOW_EXPIRE_AFTER"] = "00:00:25",
        };
    }
}
