using Grpc.Core;
using OpsFlow.Engine.Hosting;
using Temporalio.Api.WorkflowService.V1;
using Xunit.Abstractions;

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
        var step = Math.Max(1, accesses / LongTests.Count(12, 400));
        for (var nth = 1 + (LongTests.Enabled ? 0 : step / 2); nth <= accesses; nth += step)
        {
            await RoundAsync(kind, nth, inARow, ++rounds);
        }

        output.WriteLine($"REPORT storage faults: {kind} failing {inARow} times at {rounds} of {accesses} places, nothing acknowledged lost");
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
            Assert.Equal(StatusCode.Unavailable, await StatusAsync(server.StartWorkflowAsync("new")));
            Assert.Equal(StatusCode.Unavailable, await StatusAsync(server.SignalAsync("known", "s")));
            Assert.Equal(StatusCode.Unavailable, await StatusAsync(server.CallAsync(
                "RegisterNamespace",
                new RegisterNamespaceRequest { Namespace = "other", WorkflowExecutionRetentionPeriod = new() { Seconds = 86400 } },
                RegisterNamespaceResponse.Parser)));
        }

        // Reading still works, and sees nothing of what was refused.
        Assert.Equal(StatusCode.NotFound, await StatusAsync(server.DescribeAsync("new")));
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
        var status = await StatusAsync(server.PollActivityAsync());
        Assert.Equal(StatusCode.Unavailable, status);
        plan.Heal();

        var task = await server.PollActivityAsync();
        Assert.Equal(1, task.Attempt);
        Assert.Equal("a", task.ActivityId);
    }

    [Fact]
    public async Task Outage_WhileRunsAreNotInMemory_IsUnavailableUntilItIsOver()
    {
        var path = Path.Combine(_folder, "cold.db");
        var plan = FaultyVfs.For(path);
        var options = new EngineOptions { DatabasePath = path };
        await using (var first = await TestServer.StartAsync(options))
        {
            await first.StartWorkflowAsync("w");
        }

        await using var server = await TestServer.StartAsync(options);
        plan.Fail(FaultKinds.Read, 1, long.MaxValue);

        Assert.Equal(StatusCode.Unavailable, await StatusAsync(server.SignalAsync("w", "s")));
        Assert.Equal(StatusCode.Unavailable, await StatusAsync(server.DescribeAsync("w")));
        Assert.Equal(StatusCode.Unavailable, await StatusAsync(server.PollWorkflowAsync()));
        Assert.Equal(StatusCode.Unavailable, await StatusAsync(server.CallAsync(
            "ListWorkflowExecutions",
            new ListWorkflowExecutionsRequest { Namespace = TestServer.Namespace },
            ListWorkflowExecutionsResponse.Parser)));
        plan.Heal();

        await server.SignalAsync("w", "s");
        var task = await server.PollWorkflowAsync();
        await server.CompleteAsync(task, Commands.Complete());
        Assert.True(plan.Failed > 0);
    }

    [Fact]
    public async Task TakenTask_WhoseStartCannotBeStored_IsHandedOutAgain()
    {
        var path = Path.Combine(_folder, "taken.db");
        var plan = FaultyVfs.For(path);
        await using var server = await TestServer.StartAsync(new EngineOptions { DatabasePath = path });
        await server.StartWorkflowAsync("w");
        plan.Fail(FaultKinds.Sync, 1, long.MaxValue);
        var lost = await server.PollWorkflowAsync();
        Assert.NotEqual(
            (StatusCode)0, await StatusAsync(server.CompleteAsync(lost, Commands.Complete())));
        plan.Heal();

        var again = await server.PollWorkflowAsync();
        await server.CompleteAsync(again, Commands.Complete());

        Assert.Equal("w", again.WorkflowExecution.WorkflowId);
    }

    private static async Task<StatusCode> StatusAsync(Task call)
    {
        try
        {
            await call;
            return 0;
        }
        catch (RpcException e)
        {
            return e.StatusCode;
        }
    }

    /// <summary>The scenario with one fault; returns how many accesses of the kind it made.</summary>
    private async Task<long> RoundAsync(FaultKinds kind, long nth, int inARow, int round)
    {
        var path = Path.Combine(_folder, $"{kind}-{inARow}-{round}.db");
        var plan = FaultyVfs.For(path);
        // A tiny cache of workflows makes the server read what it would otherwise remember.
        var options = new EngineOptions { DatabasePath = path, MaxCachedWorkflows = 1 };
        MixedScenario scenario;
        long accesses;
        await using (var server = await TestServer.StartAsync(options))
        {
            plan.Fail(kind, nth, inARow);
            scenario = new MixedScenario(server, "w");
            try
            {
                await scenario.RunAsync();
            }
            catch (Exception e) when (e is RpcException or TimeoutException)
            {
                Assert.Fail($"{kind} {nth} x {inARow}: {e.Message}, {scenario.Refused} refused, failed {plan.Failed} of {plan.Seen}, {string.Join(';', scenario.Unclean.Take(5))}");
            }

            accesses = plan.Seen;
            plan.Heal();
        }

        await using (var again = await TestServer.StartAsync(options))
        {
            await scenario.CheckAsync(again);
        }

        foreach (var file in Directory.GetFiles(_folder, Path.GetFileName(path) + "*"))
        {
            File.Delete(file);
        }

        return accesses;
    }
}
