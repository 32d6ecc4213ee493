using Grpc.Core;
using OpsFlow.Engine.Tests.Endurance;
using Temporalio.Worker;

namespace OpsFlow.Engine.Tests.Faults;

/// <summary>Whichever access to the disk fails: callers get clean errors, and nothing acknowledged is lost.</summary>
public sealed class StorageFaultTests(ITestOutputHelper output) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("faults-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(nameof(FaultKinds.Write), 1)]
    [InlineData(nameof(FaultKinds.Write), 15)]
    [InlineData(nameof(FaultKinds.Sync), 1)]
    [InlineData(nameof(FaultKinds.Sync), 5)]
    [InlineData(nameof(FaultKinds.Full), 1)]
    [InlineData(nameof(FaultKinds.Full), 15)]
    [InlineData(nameof(FaultKinds.Read), 1)]
    [InlineData(nameof(FaultKinds.Read), 4)]
    public async Task NthAccess_Fails_NothingAcknowledgedIsLost(string kindName, int inARow)
    {
        var kind = Enum.Parse<FaultKinds>(kindName);
        // The first round fails nothing and tells how many accesses there are; then each, or in the short form a few.
        var accesses = await RoundAsync(kind, long.MaxValue, 1, 0);
        var rounds = 0;
        var step = Math.Max(1, accesses / LongTests.Count(6, 400));
        var places = new List<long>();
        for (var nth = 1 + (LongTests.Enabled ? 0 : step / 2); nth <= accesses; nth += step)
        {
            places.Add(nth);
        }

        // They mostly wait.
        await Parallel.ForEachAsync(
            places,
            new ParallelOptions { MaxDegreeOfParallelism = 6 },
            async (nth, _) => await RoundAsync(kind, nth, inARow, Interlocked.Increment(ref rounds)));

        output.WriteLine(
            $"REPORT storage faults: {kind} failing {inARow} times at {rounds} of {accesses} places, "
            + "nothing acknowledged lost");
        Assert.True(accesses == 0 || rounds > 0);
    }

    [Fact]
    public async Task Outage_OfTheDisk_IsUnavailableUntilItIsOver()
    {
        var path = Path.Combine(_folder, "outage.db");
        var plan = FaultyVfs.For(path);
        await using var server = await TestServer.StartAsync(new EngineOptions { DatabasePath = path });
        await server.StartWorkflowAsync("known");
        var task = await server.PollWorkflowAsync();
        // What was read is on disk: the start of the task, too.
        await server.DescribeAsync("known");
        plan.Fail(FaultKinds.Write | FaultKinds.Sync, 1, long.MaxValue);

        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(StatusCode.Unavailable, await TestServer.StatusAsync(server.StartWorkflowAsync("new")));
            Assert.Equal(StatusCode.Unavailable, await TestServer.StatusAsync(server.SignalAsync("known", "s")));
            Assert.Equal(StatusCode.Unavailable, await TestServer.StatusAsync(
                server.CallAsync<RegisterNamespaceResponse>(new RegisterNamespaceRequest
            {
                Namespace = "other",
                WorkflowExecutionRetentionPeriod = new() { Seconds = 86400 },
            })));
        }

        // Reading still works, and sees nothing of what was refused.
        Assert.Equal(StatusCode.NotFound, await TestServer.StatusAsync(server.DescribeAsync("new")));
        Assert.Equal(3, (await server.HistoryAsync("known")).Count);
        plan.Heal();

        await server.StartWorkflowAsync("new");
        await server.SignalAsync("known", "s");
        await server.CompleteAsync(task);
        Assert.True(plan.Failed > 0);
    }

    [Fact]
    public async Task Outage_ActivityOfOneAttempt_IsHandedOutOnlyOnceItsStartIsOnDisk()
    {
        var path = Path.Combine(_folder, "once.db");
        var plan = FaultyVfs.For(path);
        await using var server = await TestServer.StartAsync(new EngineOptions { DatabasePath = path });
        await server.StartWorkflowAsync("w");
        await server.CompleteAsync(
            await server.PollWorkflowAsync(), Commands.Activity("a", retry: new() { MaximumAttempts = 1 }));
        plan.Fail(FaultKinds.Write | FaultKinds.Sync, 1, long.MaxValue);
        var status = await TestServer.StatusAsync(server.PollActivityAsync());
        Assert.Equal(StatusCode.Unavailable, status);
        plan.Heal();

        var task = await server.PollActivityAsync();
        Assert.Equal(1, task.Attempt);
        Assert.Equal("a", task.ActivityId);
    }

    /// <summary>Workflows with one fault; returns how many accesses of the kind there were.</summary>
    private async Task<long> RoundAsync(FaultKinds kind, long nth, int inARow, int round)
    {
        var path = Path.Combine(_folder, $"{kind}-{inARow}-{round}.db");
        var plan = FaultyVfs.For(path);
        // A tiny cache of workflows makes the server read what it would otherwise remember.
        var options = new EngineOptions
        {
            DatabasePath = path,
            MaxCachedWorkflows = 1,
            SearchAttributes = MixedWorkflow.SearchAttributes,
        };
        Callers callers;
        long accesses;
        await using (var server = await TestServer.StartAsync(options))
        {
            plan.Fail(kind, nth, inARow);
            var client = await TemporalClient.ConnectAsync(new(server.Host.Address));
            callers = new Callers(client, "faults");
            using var worker = new TemporalWorker(client, WorkerProgram.Options("faults"));
            // With a reset and a schedule.
            await worker.ExecuteAsync(() => Task.WhenAll(callers.OneAsync(3), callers.OneAsync(20)));
            accesses = plan.Seen;
            plan.Heal();
        }

        await using (var again = await TestServer.StartAsync(options))
        {
            var wrong = await callers.Ledger.CheckAsync(await TemporalClient.ConnectAsync(new(again.Host.Address)));
            Assert.True(
                callers.Unclean.IsEmpty && wrong.Count == 0,
                $"{kind} {nth} x {inARow}, failed {plan.Failed} of {accesses}: "
                + string.Join("; ", callers.Unclean.Concat(wrong)));
        }

        foreach (var file in Directory.GetFiles(_folder, Path.GetFileName(path) + "*"))
        {
            File.Delete(file);
        }

        return accesses;
    }
}
