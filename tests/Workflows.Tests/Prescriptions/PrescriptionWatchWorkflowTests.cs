using System.Collections.Concurrent;
using OpsFlow.Domain.Prescriptions;
using OpsFlow.Workflows.Prescriptions;
using OpsFlow.Workflows.Tests.ErrorAnalysis;
using Temporalio.Activities;
using Temporalio.Client;
using Temporalio.Exceptions;
using Temporalio.Worker;

namespace OpsFlow.Workflows.Tests.Prescriptions;

[Collection(TimeSkippingFixture.Name)]
public sealed class PrescriptionWatchWorkflowTests(TimeSkippingFixture fixture)
{
    private readonly ScriptedPrescriptions _activities = new() { Cards = [] };

    [Fact]
    public async Task Run_TwentyWaitAndTwoWorkers_NeverMoreThanThreeAtOnceAndInOrder()
    {
        var ids = Ids(20);
        _activities.Enqueue(ids);
        _activities.Explain = _ => Task.Delay(30);

        await RunAsync(async _ => await UntilAsync(() => Finished() == 20), workers: 2);

        Assert.InRange(_activities.MostAtWork, 2, 3);
        var begun = _activities.Calls.Where(c => c.StartsWith("check")).Select(c => c[6..]).ToList();
        Assert.Equal(ids.Length, begun.Distinct().Count());
        Assert.Equal(ids.Length, begun.Count);

        // Three are under way side by side: each begins within three places of its turn.
        Assert.All(begun.Select((id, at) => Math.Abs(Array.IndexOf(ids, id) - at)), d => Assert.InRange(d, 0, 3));
    }

    [Fact]
    public async Task Run_SomebodyAsks_IsStartedWithoutAWait()
    {
        await RunAsync(async handle =>
        {
            var id = Ids(1);
            _activities.Enqueue(id);
            await handle.SignalAsync(w => w.LookAgainAsync());
            await UntilAsync(() => Finished() == 1);
        });
    }

    [Fact]
    public async Task Run_PermitsAreHeld_TheNextOneWaitsAndIsVisible()
    {
        var ids = Ids(5);
        var thinking = new TaskCompletionSource();
        _activities.Explain = _ => thinking.Task;
        _activities.Enqueue(ids);
        await RunAsync(async handle =>
        {
            await UntilAsync(() => _activities.Calls.Count(c => c.StartsWith("explain")) == 3);
            var status = await handle.QueryAsync(w => w.Status());

            Assert.Equal(ids[..3], status.Held.Select(p => p.AnalysisId));
            Assert.Equal(ids[3..], status.Next);
            thinking.SetResult();
            await UntilAsync(() => Finished() == 5);
        });
    }

    [Fact]
    public async Task Run_HolderIsTerminated_ItsPermitComesBack()
    {
        var ids = Ids(2);
        _activities.Enqueue(ids);
        _activities.Explain = id => id == ids[0]
            ? Task.Delay(Timeout.Infinite, ActivityExecutionContext.Current.CancellationToken)
            : Task.CompletedTask;
        await RunAsync(
            async _ =>
            {
                await UntilAsync(() => _activities.Calls.Contains($"explain {ids[0]}"));
                await fixture.Environment.Client
                    .GetWorkflowHandle(PrescriptionAnalysisWorkflow.IdOf(ids[0])).TerminateAsync("a test");
                _activities.Idle[ids[0]] = true;

                await UntilAsync(() => Finished() == 1);
            },
            permits: 1,
            doubtAfter: TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task Run_ContinuedWithHeldPermits_GivesNoMoreThanTheRest()
    {
        var ids = Ids(3);
        _activities.Enqueue(ids);
        await RunAsync(
            async handle =>
            {
                await UntilAsync(() => Finished() == 3);
                var status = await handle.QueryAsync(w => w.Status());
                Assert.Contains(status.Held, p => p.AnalysisId == "of-before");
                await handle.SignalAsync(w => w.ReturnPermitAsync("of-before"));
                status = await handle.QueryAsync(w => w.Status());
                Assert.DoesNotContain(status.Held, p => p.AnalysisId == "of-before");
            },
            permits: 2,
            held: [new("of-before", DateTime.UtcNow)]);
        Assert.Equal(1, _activities.MostAtWork);
    }

    [Fact]
    public async Task Run_StartedAnewWhileThreeThink_GivesNoPermitUntilOneComesBack()
    {
        var ids = Ids(9);
        var thinking = new TaskCompletionSource();
        _activities.Explain = _ => thinking.Task;
        _activities.Enqueue(ids);
        await RunAsync(async handle =>
        {
            await UntilAsync(() => _activities.Calls.Count(c => c.StartsWith("explain")) == 3);
            var held = (await handle.QueryAsync(w => w.Status())).Held;
            var queue = (await handle.DescribeAsync()).TaskQueue!;
            await handle.TerminateAsync("by mistake");

            // As the worker starts the next one: with what the records say is under way.
            var pharmacy = handle.Id[PrescriptionWatchWorkflow.IdPrefix.Length..];
            var next = await fixture.Environment.Client.StartWorkflowAsync(
                (PrescriptionWatchWorkflow w) => w.RunAsync(new(pharmacy, 3, held, null, null)),
                new(handle.Id, queue));
            var looks = _activities.Polls;
            await UntilAsync(() => _activities.Polls > looks + 10);
            Assert.Equal(3, (await next.QueryAsync(w => w.Status())).Held.Count);
            thinking.SetResult();
            await UntilAsync(() => Finished() == 9);
        });

        Assert.Equal(3, _activities.MostAtWork);
    }

    [Fact]
    public async Task Run_LongHistory_GoesOnAsANewRunAndLosesNoPermit()
    {
        // Each look makes some events: a thousand of them come soon.
        await RunAsync(async handle =>
        {
            var first = (await handle.DescribeAsync()).RunId;
            using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
            while ((await handle.DescribeAsync()).RunId == first)
            {
                await Task.Delay(100, patience.Token);
            }

            _activities.Enqueue(Ids(4));
            await UntilAsync(() => Finished() == 4);
        });
    }

    [Fact]
    public async Task Run_OverMidnightAndAChangeOfZone_AnalyzesEachOnceByThePharmacysDay()
    {
        var environment = fixture.Environment;
        var zone = TimeZoneInfo.FindSystemTimeZoneById("Asia/Seoul");
        var local = TimeZoneInfo.ConvertTimeFromUtc(await environment.GetCurrentTimeAsync(), zone);
        var day = DateOnly.FromDateTime(local).AddDays(1);
        var written = new ConcurrentQueue<string>([Serial(0, 1)]);
        var skipped = new List<string>();
        _activities.Look = LookAsync;
        var attempts = 0;
        _activities.Explain = _ => Interlocked.Increment(ref attempts) == 1 ? throw Later(4) : Task.CompletedTask;

        // It begins two minutes before the midnight and its explanation comes two minutes after it.
        await environment.DelayAsync(local.Date.AddDays(2).AddMinutes(-2) - local);
        await RunAsync(async _ =>
        {
            await UntilAsync(() => attempts == 1);
            await environment.DelayAsync(TimeSpan.FromMinutes(5));
            await UntilAsync(() => Finished() == 1);

            // A late one of the day before, and one of the new day.
            await WriteAsync(Serial(0, 2), Serial(1, 1));
            await UntilAsync(() => Finished() == 2);

            // Where it is the day before again: that day counts, and the day after tomorrow does not.
            zone = TimeZoneInfo.FindSystemTimeZoneById("Pacific/Honolulu");
            await WriteAsync(Serial(2, 1), Serial(0, 3));
            await UntilAsync(() => Finished() == 3);
        });

        Assert.Equal([Serial(0, 2), Serial(2, 1)], skipped);
        Assert.Equal(
            [Serial(0, 1), Serial(1, 1), Serial(0, 3)],
            _activities.Calls.Where(c => c.StartsWith("check")).Select(c => c[6..]));

        string Serial(int days, int number) => $"{day.AddDays(days):yyyyMMdd}{number:000000}";

        static ApplicationFailureException Later(int minutes) =>
            new("nothing yet", nextRetryDelay: TimeSpan.FromMinutes(minutes));

        async Task WriteAsync(params string[] serials)
        {
            Array.ForEach(serials, written.Enqueue);
            await environment.DelayAsync(TimeSpan.FromMinutes(2));
        }

        // Time moves on between two attempts, and not while one is made: each is a look of a minute.
        async Task LookAsync()
        {
            var now = new DateTimeOffset(await environment.GetCurrentTimeAsync(), TimeSpan.Zero);
            var today = SerialRule.Today(now, zone);
            var isAny = false;
            while (written.TryDequeue(out var serial))
            {
                var its = new SerialRule().DayOf(serial);
                var counts = its >= today && its <= today.AddDays(1);
                isAny |= counts;
                if (counts)
                {
                    _activities.Enqueue(serial);
                }
                else
                {
                    skipped.Add(serial);
                }
            }

            if (!isAny)
            {
                throw Later(1);
            }
        }
    }

    private static string[] Ids(int count)
    {
        var run = Guid.NewGuid().ToString("n")[..8];
        return [.. Enumerable.Range(1, count).Select(i => $"{run}-{i:00}")];
    }

    private int Finished() => _activities.Calls.Count(c => c.StartsWith("finish"));

    private static async Task UntilAsync(Func<bool> isSo)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (!isSo())
        {
            await Task.Delay(20, patience.Token);
        }
    }

    private async Task RunAsync(
        Func<WorkflowHandle<PrescriptionWatchWorkflow>, Task> test, int permits = 3, int workers = 1,
        IReadOnlyList<Permit>? held = null, TimeSpan? doubtAfter = null)
    {
        var queue = $"q-{Guid.NewGuid():n}";
        List<TemporalWorker> all = [];
        for (var i = 0; i < workers; i++)
        {
            // Each with a connection of its own, as processes have.
            var client = await TemporalClient.ConnectAsync(
                new(fixture.Environment.Client.Connection.Options.TargetHost!));
            all.Add(new(
                client,
                new TemporalWorkerOptions(queue).AddAllActivities(_activities)
                    .AddWorkflow<PrescriptionWatchWorkflow>().AddWorkflow<PrescriptionAnalysisWorkflow>()));
            all.Add(new(client, new TemporalWorkerOptions(queue + "-light").AddAllActivities(_activities)));
        }

        var pharmacy = $"p{Guid.NewGuid():n}"[..9];
        using var stop = new CancellationTokenSource();
        var running = all.Select(w => w.ExecuteAsync(stop.Token)).ToList();
        var handle = await fixture.Environment.Client.StartWorkflowAsync(
            (PrescriptionWatchWorkflow w) => w.RunAsync(new(pharmacy, permits, held, null, doubtAfter)),
            new(PrescriptionWatchWorkflow.IdOf(pharmacy), queue));
        try
        {
            await test(handle);
        }
        finally
        {
            await TimeSkippingServer.TerminateAllAsync(fixture.Environment.Client);
            await stop.CancelAsync();
            foreach (var worker in running)
            {
                await Assert.ThrowsAnyAsync<OperationCanceledException>(() => worker);
            }

            all.ForEach(w => w.Dispose());
        }
    }
}
