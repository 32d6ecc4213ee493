using System.Collections.Concurrent;
using System.Diagnostics;
using Temporalio.Activities;
using Temporalio.Client;
using Temporalio.Tests.Support;
using Temporalio.Worker;
using Temporalio.Worker.Tuning;
using Temporalio.Workflows;

namespace Temporalio.Tests.Tuning;

public class SlotSupplierTests
{
    [Workflow]
    public class Spread
    {
        [WorkflowRun]
        public async Task<int> RunAsync(int activities)
        {
            await Workflow.ExecuteLocalActivityAsync(
                (Load l) => l.TouchAsync(), new() { StartToCloseTimeout = TimeSpan.FromSeconds(10) });
            var results = await Workflow.WhenAllAsync(Enumerable.Range(0, activities).Select(_ => Workflow.ExecuteActivityAsync(
                (Load l) => l.TouchAsync(), new() { StartToCloseTimeout = TimeSpan.FromSeconds(20) })));
            return results.Max();
        }
    }

    /// <summary>
    /// Remembers how many of it ran at once. An activity stays until as many have met as are expected, as a slow machine
    /// might else run them one after the other.
    /// </summary>
    public class Load(int expected)
    {
        private int _running;
        private int _highest;

        [Activity]
        public async Task<int> TouchAsync()
        {
            var now = Interlocked.Increment(ref _running);
            int before;
            while (now > (before = _highest))
            {
                Interlocked.CompareExchange(ref _highest, now, before);
            }

            await Task.Delay(30);
            for (var waited = Stopwatch.StartNew();
                !ActivityExecutionContext.Current.Info.IsLocal && _highest < expected && waited.Elapsed < TimeSpan.FromSeconds(15);)
            {
                await Task.Delay(10);
            }

            Interlocked.Decrement(ref _running);
            return _highest;
        }
    }

    private static Task<int> RunAsync(ServerKind server, Action<TemporalWorkerOptions> configure, int activities = 8, int expected = 1)
    {
        var result = new TaskCompletionSource<int>();
        return Scenario.RunAsync(
            server,
            o => configure(o.AddWorkflow<Spread>().AddAllActivities(new Load(expected))),
            async s => result.SetResult(
                await s.Client.ExecuteWorkflowAsync((Spread wf) => wf.RunAsync(activities), s.NewWorkflow())))
            .ContinueWith(t => t.IsFaulted ? throw t.Exception!.InnerException! : result.Task.Result, TaskScheduler.Default);
    }

    [Theory, OnOurs, OnOfficial]
    public async Task FixedSize_TwoActivitySlots_RunsTwoAtOnce(ServerKind server) =>
        Assert.Equal(2, await RunAsync(server, o => o.Tuner = WorkerTuner.CreateFixedSize(10, 2, 10), expected: 2));

    [Theory, OnOurs, OnOfficial]
    public async Task ResourceBased_AimsThatAreAlwaysMissed_KeepsToTheMinimum(ServerKind server) =>
        Assert.Equal(1, await RunAsync(server, o => o.Tuner = WorkerTuner.CreateResourceBased(0, 0)));

    [Theory, OnOurs, OnOfficial]
    public async Task ResourceBased_AimsThatAreNeverReached_GoesUpToTheMaximum(ServerKind server) => Assert.Equal(
        3,
        await RunAsync(
            server,
            o => o.Tuner = WorkerTuner.CreateResourceBased(
                2, 2, activityOptions: new(MinimumSlots: 1, MaximumSlots: 3, RampThrottle: TimeSpan.Zero)),
            activities: 20,
            expected: 3));

    [Theory, OnOurs, OnOfficial]
    public async Task Custom_EveryKind_IsAskedToldAndGivenBack(ServerKind server)
    {
        var supplier = new Recorder();
        await RunAsync(server, o => o.Tuner = new(supplier, supplier, supplier, supplier));

        foreach (var type in new[] { SlotType.Workflow, SlotType.Activity, SlotType.LocalActivity })
        {
            var reserved = Assert.IsType<SlotReserveContext>(supplier.Reserved.First(r => r.SlotType == type));
            Assert.NotEmpty(reserved.WorkerIdentity);
            Assert.NotEmpty(reserved.WorkerBuildId);
            Assert.StartsWith("tq-", reserved.TaskQueue, StringComparison.Ordinal);
        }

        Assert.Contains(supplier.Reserved, r => r is { SlotType: SlotType.Workflow, IsSticky: true });
        Assert.Contains(new SlotInfo.WorkflowSlotInfo("Spread", false), supplier.Used);
        Assert.Equal(8, supplier.Used.Count(u => u == new SlotInfo.ActivitySlotInfo("Touch")));
        Assert.Single(supplier.Used, u => u == new SlotInfo.LocalActivitySlotInfo("Touch"));
        Assert.Equal(supplier.Used.Count, supplier.Released.Count(r => r.SlotInfo is not null));
        // Each slot once, those of polls that brought nothing too.
        Assert.Equal(supplier.Handed, supplier.Released.Count);
        Assert.Equal(supplier.Released.Count, supplier.Released.Select(r => r.Permit).Distinct().Count());
        Assert.All(supplier.Released, r => Assert.IsType<int>(r.Permit.UserData));
    }

    [Theory, OnOurs, OnOfficial]
    public async Task Composite_OneOfEachKind_Works(ServerKind server) => Assert.Equal(1, await RunAsync(server, o => o.Tuner = new(
        new ResourceBasedSlotSupplier(new(MinimumSlots: 2), new(0.9, 0.9)),
        new FixedSizeSlotSupplier(1),
        new Recorder(),
        new FixedSizeSlotSupplier(1))));

    [Theory, OnOurs, OnOfficial]
    public async Task Custom_Throwing_IsTriedAgain(ServerKind server)
    {
        var supplier = new Recorder { FailEvery = 3, FailAlways = true };
        Assert.InRange(
            await RunAsync(
                server,
                o => o.Tuner = new(new FixedSizeSlotSupplier(10), supplier, new FixedSizeSlotSupplier(10), supplier),
                activities: 3),
            1,
            3);
        Assert.True(supplier.Failures > 0);
    }

    [Fact]
    public void New_TunerAndMaximum_AreRefused()
    {
        var options = new TemporalWorkerOptions("tq") { Tuner = WorkerTuner.CreateFixedSize(1, 1, 1), MaxConcurrentActivities = 1 }
            .AddWorkflow<Spread>();
        Assert.Throws<ArgumentException>(() => new TemporalWorker(Temporalio.Client.TemporalClient.CreateLazy(new("127.0.0.1:1")), options));
        Assert.Throws<ArgumentException>(() => new FixedSizeSlotSupplier(0));
    }

    [Fact]
    public async Task ResourceSlots_LoadGoesUpAndDown_FollowIt()
    {
        var load = (Memory: 0.1, Cpu: 0.1);
        var slots = new ResourceSlots(
            new(MinimumSlots: 1, MaximumSlots: 4, RampThrottle: TimeSpan.Zero), new(0.5, 0.5), SlotType.Activity, () => load);
        var context = new SlotReserveContext(SlotType.Activity, "tq", "me", "1", false);
        Assert.NotNull(slots.TryReserveSlot(context));
        Assert.NotNull(slots.TryReserveSlot(context));
        load.Memory = 0.6;
        Assert.Null(slots.TryReserveSlot(context));
        load = (0.1, 0.6);
        Assert.Null(slots.TryReserveSlot(context));
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        var waiting = slots.ReserveSlotAsync(context, patience.Token);
        Assert.False(waiting.IsCompleted);
        load.Cpu = 0.1;
        var permit = await waiting;
        Assert.NotNull(slots.TryReserveSlot(context));
        Assert.Null(slots.TryReserveSlot(context));
        slots.ReleaseSlot(new(null, permit));
        Assert.NotNull(slots.TryReserveSlot(context));
    }

    [Fact]
    public async Task ResourceSlots_Ramp_WaitsBetweenSlots()
    {
        var slots = new ResourceSlots(
            new(MinimumSlots: 1, RampThrottle: TimeSpan.FromMilliseconds(300)), new(1, 1), SlotType.Activity, () => (0, 0));
        var context = new SlotReserveContext(SlotType.Activity, "tq", "me", "1", false);
        Assert.NotNull(slots.TryReserveSlot(context));
        var started = Environment.TickCount64;
        await slots.ReserveSlotAsync(context, CancellationToken.None);
        Assert.InRange(Environment.TickCount64 - started, 200, int.MaxValue);
    }

    [Fact]
    public void ResourceUsage_OfThisMachine_IsAShare()
    {
        for (var i = 0; i < 2; i++)
        {
            var (memory, cpu) = ResourceUsage.Get();
            Assert.InRange(memory, 0.0001, 1);
            Assert.InRange(cpu, 0, 1);
        }
    }

    private sealed class Recorder : CustomSlotSupplier
    {
        private int _handed;
        private int _asked;
        private int _failures;

        public int FailEvery { get; init; } = int.MaxValue;

        public bool FailAlways { get; init; }

        public ConcurrentQueue<SlotReserveContext> Reserved { get; } = new();

        public ConcurrentQueue<SlotInfo> Used { get; } = new();

        public ConcurrentQueue<SlotReleaseContext> Released { get; } = new();

        public int Handed => _handed;

        public int Failures => _failures;

        public override async Task<SlotPermit> ReserveSlotAsync(SlotReserveContext ctx, CancellationToken cancellationToken)
        {
            await Task.Yield();
            return Hand(ctx);
        }

        public override SlotPermit? TryReserveSlot(SlotReserveContext ctx) => Hand(ctx);

        public override void MarkSlotUsed(SlotMarkUsedContext ctx)
        {
            Used.Enqueue(ctx.SlotInfo);
            Fail();
        }

        public override void ReleaseSlot(SlotReleaseContext ctx)
        {
            Released.Enqueue(ctx);
            Fail();
        }

        private SlotPermit Hand(SlotReserveContext ctx)
        {
            if (Interlocked.Increment(ref _asked) % FailEvery == 0)
            {
                Interlocked.Increment(ref _failures);
                throw new InvalidOperationException("no slot");
            }

            Reserved.Enqueue(ctx);
            return new(Interlocked.Increment(ref _handed));
        }

        private void Fail()
        {
            if (FailAlways)
            {
                throw new InvalidOperationException("supplier broken");
            }
        }
    }
}
