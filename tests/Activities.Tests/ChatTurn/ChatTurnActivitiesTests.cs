using OpsFlow.Activities.ChatTurn;
using OpsFlow.Workflows.ChatTurn;
using Temporalio.Testing;

namespace OpsFlow.Activities.Tests.ChatTurn;

public sealed class ChatTurnActivitiesTests
{
    [Fact]
    public async Task PlanAsync_Again_AsksWhereAgainAndTellsTheIntentOnce()
    {
        await using var model = await ScriptedModel.StartAsync((_, _) => ScriptedModel.Fails(400));
        await using var bench = await TurnBench.StartAsync(model.Endpoint, "근처 재활용 센터 알려줘");
        // What plans nothing has no part in it.
        var activities = new ChatTurnActivities(
            bench.Chats, bench.Planner, null!, null!, bench.Library, null!, [], null!, null!, TimeProvider.System);
        var step = new TurnStep(bench.Ask("location").Turn.Id, TimeSpan.FromMinutes(1));

        var first = await new ActivityEnvironment().RunAsync(() => activities.PlanAsync(step));
        var again = await new ActivityEnvironment().RunAsync(() => activities.PlanAsync(step));

        Assert.True(first.NeedsLocation);
        Assert.True(again.NeedsLocation);
        Assert.Equal(first.Nodes, again.Nodes);
        Assert.Single(await bench.EventsAsync("intent"));

        await bench.Chats.KeepLocationAsync(step.TurnId, "마포구", default);
        Assert.False((await new ActivityEnvironment().RunAsync(() => activities.PlanAsync(step))).NeedsLocation);
    }
}
