using Temporalio.Client.Interceptors;
using Temporalio.Client.Schedules;
using Temporalio.Common;
using Temporalio.Exceptions;

namespace OpsFlow.Engine.Tests.Sdk;

public class ScheduleTests
{
    private static readonly SearchAttributeKey<string> Keyword = SearchAttributeKey.CreateKeyword("TestKeyword");

    private static Task RunAsync(ServerKind server, Func<Scenario, Task> body) =>
        Scenario.RunAsync(server, o => o.AddWorkflow<Greet>(), body);

    private static Schedule Paused(Scenario s, string name = "x") => new(
        ScheduleActionStartWorkflow.Create((Greet wf) => wf.RunAsync(name), new($"wf-{Guid.NewGuid()}", s.TaskQueue)),
        new() { Intervals = [new(TimeSpan.FromDays(1))] })
    {
        State = new() { Paused = true, Note = "made" },
    };

    [Workflow]
    public class Greet
    {
        [WorkflowRun]
        public async Task<string> RunAsync(string name) => $"Hello, {name}!";
    }

    [Theory, OnOurs, OnOfficial]
    public Task CreateAsync_TriggerImmediately_StartsTheWorkflow(ServerKind server) => RunAsync(server, async s =>
    {
        var handle = await s.Client.CreateScheduleAsync(
            $"s-{Guid.NewGuid()}", Paused(s, "now"), new() { TriggerImmediately = true });

        await Until.PassesAsync(async () =>
            Assert.Single((await handle.DescribeAsync()).Info.RecentActions));
        var info = (await handle.DescribeAsync()).Info;
        Assert.Equal(1, info.NumActions);
        var started = Assert.IsType<ScheduleActionExecutionStartWorkflow>(info.RecentActions.Single().Action);
        var workflow = s.Client.GetWorkflowHandle(started.WorkflowId, started.FirstExecutionRunId);
        Assert.Equal("Hello, now!", await workflow.GetResultAsync<string>());
        await handle.DeleteAsync();
    });

    [Theory, OnOurs, OnOfficial]
    public Task BackfillAsync_PastTimes_StartsOneForEach(ServerKind server) => RunAsync(server, async s =>
    {
        var schedule = Paused(s) with
        {
            Spec = new() { Intervals = [new(TimeSpan.FromMinutes(1))] },
            Policy = new() { Overlap = ScheduleOverlapPolicy.AllowAll },
        };
        var handle = await s.Client.CreateScheduleAsync($"s-{Guid.NewGuid()}", schedule, new()
        {
            Backfills = [new(At(10), At(12))],
        });
        await handle.BackfillAsync([new(At(20), At(21)), new(At(30), At(31))]);

        await Until.PassesAsync(
            async () => Assert.InRange((await handle.DescribeAsync()).Info.NumActions, 6, 7), Scenario.Patience);
        await Assert.ThrowsAsync<ArgumentException>(() => handle.BackfillAsync([]));
        await handle.DeleteAsync();

        static DateTime At(int minute) => new(2024, 1, 20, 0, minute, 0, DateTimeKind.Utc);
    });

    [Theory, OnOurs, OnOfficial]
    public Task PauseAsync_AndUnpause_ChangesStateAndNote(ServerKind server) => RunAsync(server, async s =>
    {
        var handle = await s.Client.CreateScheduleAsync($"s-{Guid.NewGuid()}", Paused(s));
        await handle.UnpauseAsync();
        await ExpectAsync(false, "Unpaused via .NET SDK");
        await handle.PauseAsync();
        await ExpectAsync(true, "Paused via .NET SDK");
        await handle.UnpauseAsync("go");
        await ExpectAsync(false, "go");
        await handle.PauseAsync("stop");
        await ExpectAsync(true, "stop");
        await handle.DeleteAsync();

        Task ExpectAsync(bool paused, string note) => Until.PassesAsync(async () =>
        {
            var state = (await handle.DescribeAsync()).Schedule.State;
            Assert.Equal((paused, note), (state.Paused, state.Note));
        });
    });

    [Theory, OnOurs, OnOfficial]
    public Task UpdateAsync_NewSpecAndAction_IsDescribed(ServerKind server) => RunAsync(server, async s =>
    {
        var handle = await s.Client.CreateScheduleAsync($"s-{Guid.NewGuid()}", Paused(s), new()
        {
            TypedSearchAttributes = new SearchAttributeCollection.Builder().Set(Keyword, "before")
                .ToSearchAttributeCollection(),
        });

        await handle.UpdateAsync(_ => (ScheduleUpdate?)null);
        Assert.Null((await handle.DescribeAsync()).Info.LastUpdatedAt);
        await handle.UpdateAsync(async input => new ScheduleUpdate(
            input.Description.Schedule with
            {
                Spec = new() { CronExpressions = ["0 12 * * 1"] },
                State = input.Description.Schedule.State with { Note = "updated" },
            },
            new SearchAttributeCollection.Builder().Set(Keyword, "after").ToSearchAttributeCollection()));

        await Until.PassesAsync(async () =>
        {
            var described = await handle.DescribeAsync();
            Assert.Equal("updated", described.Schedule.State.Note);
            Assert.NotNull(described.Info.LastUpdatedAt);
            Assert.Equal("after", described.TypedSearchAttributes.Get(Keyword));
            // Cron text becomes a calendar.
            Assert.Equal([new ScheduleRange(12)], Assert.Single(described.Schedule.Spec.Calendars).Hour);
        });
        await handle.DeleteAsync();
    });

    [Theory, OnOurs, OnOfficial]
    public Task TriggerAsync_TwiceWithOverlap_StartsBoth(ServerKind server) => RunAsync(server, async s =>
    {
        var handle = await s.Client.CreateScheduleAsync($"s-{Guid.NewGuid()}", Paused(s));
        await handle.TriggerAsync();
        await Until.PassesAsync(async () => Assert.Equal(1, (await handle.DescribeAsync()).Info.NumActions));
        // Workflow ids carry the second of their action, so the next must be another.
        await Task.Delay(1100);
        await handle.TriggerAsync(new() { Overlap = ScheduleOverlapPolicy.AllowAll });
        await Until.PassesAsync(async () => Assert.Equal(2, (await handle.DescribeAsync()).Info.NumActions));
        await handle.DeleteAsync();
    });

    [Theory, OnOurs, OnOfficial]
    public Task ListSchedulesAsync_WithQuery_GivesThose(ServerKind server) => RunAsync(server, async s =>
    {
        var mark = $"mark-{Guid.NewGuid()}";
        var handles = new List<ScheduleHandle>();
        for (var i = 0; i < 3; i++)
        {
            handles.Add(await s.Client.CreateScheduleAsync($"s-{i}-{Guid.NewGuid()}", Paused(s), new()
            {
                Memo = new Dictionary<string, object> { ["i"] = i },
                TypedSearchAttributes = new SearchAttributeCollection.Builder().Set(Keyword, i < 2 ? mark : "other")
                    .ToSearchAttributeCollection(),
            }));
        }

        await Until.PassesAsync(async () =>
        {
            var listed = await s.Client.ListSchedulesAsync(new() { Query = $"TestKeyword = '{mark}'" }).ToListAsync();
            Assert.Equal(handles.Take(2).Select(h => h.Id).Order(), listed.Select(l => l.Id).Order());
            var first = listed.Single(l => l.Id == handles[0].Id);
            Assert.Equal(0, await first.Memo["i"].ToValueAsync<int>());
            Assert.Equal(mark, first.TypedSearchAttributes.Get(Keyword));
            Assert.Equal(new ScheduleListActionStartWorkflow("Greet"), first.Schedule!.Action);
            Assert.Equal(new ScheduleListState("made", true), first.Schedule.State);
            Assert.Equal(TimeSpan.FromDays(1), Assert.Single(first.Schedule.Spec.Intervals).Every);
        });
        foreach (var handle in handles)
        {
            await handle.DeleteAsync();
        }
    });
}
