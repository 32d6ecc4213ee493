using Samples.Workflows;

namespace OpsFlow.Engine.Tests.Samples;

/// <summary>The programs of <c>samples/workflows</c>, each on both servers.</summary>
public class SampleTests
{
    [Theory, OnOurs, OnOfficial]
    public Task RunAsync_HelloActivity_Greets(ServerKind server) =>
        RunAsync(server, "hello-activity", "Hello, Temporal!");

    [Theory, OnOurs, OnOfficial]
    public Task RunAsync_Saga_UndoesWhatWasBooked(ServerKind server) =>
        RunAsync(server, "saga", "3 booked; then no flight to the moon has a place left: 0 bookings left");

    [Theory, OnOurs, OnOfficial]
    public Task RunAsync_Polling_LooksUntilItIsDone(ServerKind server) =>
        RunAsync(server, "polling", "render-7 was done at look 4");

    [Theory, OnOurs, OnOfficial]
    public Task RunAsync_Approval_TakesTheFirstDecisionOrExpires(ServerKind server) =>
        RunAsync(server, "approval", "one approved by Kim, one expired");

    [Theory, OnOurs, OnOfficial]
    public Task RunAsync_Entity_LosesNoMovementBetweenRuns(ServerKind server) =>
        RunAsync(server, "entity", "35 movements, balance 630");

    [Theory, OnOurs, OnOfficial]
    public Task RunAsync_FanOut_SumsAThousandActivities(ServerKind server) =>
        RunAsync(server, "fan-out", "1000 activities: 333833500", TimeSpan.FromMinutes(3));

    [Theory, OnOurs, OnOfficial]
    public Task RunAsync_ChildSweep_CountsAllButTheLocked(ServerKind server) =>
        RunAsync(server, "child-sweep", "4260 items; shelf 13 is locked; shelf 26 is locked");

    [Theory, OnOurs, OnOfficial]
    public Task RunAsync_Schedule_RunsAndIsPaused(ServerKind server) =>
        RunAsync(server, "schedule", "Weekly report; paused: True, nobody reads it in summer");

    [Theory, OnOurs, OnOfficial]
    public Task RunAsync_ShoppingCart_RefusesWhatMakesNoSense(ServerKind server) =>
        RunAsync(server, "shopping-cart", "1 coffee, 2 tea for 13.5; refused: the quantity must be from 1 to 99");

    [Theory, OnOurs, OnOfficial]
    public Task RunAsync_Mutex_IsHeldByOneAtATime(ServerKind server) =>
        RunAsync(server, "mutex", "5 holders, 0 overlaps");

    private static async Task RunAsync(ServerKind server, string name, string expected, TimeSpan? patience = null)
    {
        var sample = AllSamples.List.Single(s => s.Name == name);
        var result = "";
        await Scenario.RunAsync(
            server,
            sample.Register,
            async s => result = await sample.RunAsync(s.Client, s.TaskQueue, TextWriter.Null),
            replay: false,
            patience: patience ?? TimeSpan.FromMinutes(1));
        Assert.Equal(expected, result);
    }
}
