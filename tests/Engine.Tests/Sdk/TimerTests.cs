using Temporalio.Api.Enums.V1;
using Temporalio.Api.History.V1;
using Temporalio.Client;
using Temporalio.Exceptions;
using OpsFlow.Engine.Tests.Sdk.Support;
using Temporalio.Workflows;

namespace OpsFlow.Engine.Tests.Sdk;

/// <summary>Timers, conditions, tasks and the clock of workflows.</summary>
public class TimerTests
{
    [Workflow]
    public class Timers
    {
        private readonly List<string> _log = [];

        [WorkflowRun]
        public async Task<string> RunAsync(string kind)
        {
            switch (kind)
            {
                case "zero":
                    await Workflow.DelayAsync(0);
                    break;
                case "negative":
                    await Workflow.DelayAsync(-5);
                    break;
                case "infinite":
                    using (var source = new CancellationTokenSource())
                    {
                        var never = Workflow.DelayAsync(Timeout.Infinite, source.Token);
                        await Workflow.DelayAsync(1);
#pragma warning disable CA1849
                        source.Cancel();
#pragma warning restore CA1849
                        await AwaitCanceledAsync(never);
                    }

                    break;
                case "canceled-before":
                    await AwaitCanceledAsync(Workflow.DelayAsync(1000, new CancellationToken(true)));
                    break;
                case "summary":
                    await Workflow.DelayWithOptionsAsync(new(TimeSpan.FromMilliseconds(1), "my timer"));
                    await Workflow.WaitConditionWithOptionsAsync(new(() => false, TimeSpan.FromMilliseconds(1), "my wait"));
                    break;
                case "order":
                    await Workflow.WhenAllAsync(
                        LogAsync(600), LogAsync(1), LogAsync(300));
                    break;
                case "race":
                    var first = await Workflow.WhenAnyAsync(LogAsync(10), Workflow.DelayAsync(60_000));
                    await first;
                    break;
                case "clock":
                    var before = Workflow.UtcNow;
                    await Workflow.DelayAsync(1100);
                    _log.Add($"{Workflow.UtcNow - before >= TimeSpan.FromSeconds(1)} {Workflow.UtcNow.Kind} {Workflow.UtcNow >= Workflow.Info.StartTime}");
                    break;
                case "timeout-zero":
                    _log.Add($"{await Workflow.WaitConditionAsync(() => false, TimeSpan.Zero)}");
                    _log.Add($"{await Workflow.WaitConditionAsync(() => true, TimeSpan.FromMinutes(1))}");
                    break;
            }

            return string.Join(",", _log);
        }

        private static async Task AwaitCanceledAsync(Task task)
        {
            try
            {
                await task;
                throw new ApplicationFailureException("not canceled");
            }
            catch (OperationCanceledException)
            {
                // As it should be.
            }
        }

        private async Task LogAsync(int delay)
        {
            await Workflow.DelayAsync(delay);
            _log.Add($"{delay}");
        }
    }

    private static async Task<(string Result, IReadOnlyCollection<HistoryEvent> Events)> RunAsync(ServerKind server, string kind)
    {
        (string, IReadOnlyCollection<HistoryEvent>) result = default;
        await Scenario.RunAsync(server, o => o.AddWorkflow<Timers>(), async s =>
        {
            var handle = await s.Client.StartWorkflowAsync((Timers wf) => wf.RunAsync(kind), s.NewWorkflow());
            result = (await handle.GetResultAsync(), (await handle.FetchHistoryAsync()).Events);
        });
        return result;
    }

    private static IEnumerable<TimerStartedEventAttributes> Timers1(IEnumerable<HistoryEvent> events) =>
        events.Select(e => e.TimerStartedEventAttributes).Where(t => t is not null);

    [Theory, OnOurs, OnOfficial]
    public async Task Delay_Zero_IsOneMillisecond(ServerKind server) => Assert.Equal(
        TimeSpan.FromMilliseconds(1),
        Assert.Single(Timers1((await RunAsync(server, "zero")).Events)).StartToFireTimeout.ToTimeSpan());

    [Theory, OnOurs, OnOfficial]
    public Task Delay_Negative_FailsTheTask(ServerKind server) => FailsTaskAsync(server, "negative");

    [Theory, OnOurs, OnOfficial]
    public async Task Delay_Infinite_HasNoTimer(ServerKind server) =>
        Assert.Single(Timers1((await RunAsync(server, "infinite")).Events));

    [Theory, OnOurs, OnOfficial]
    public async Task Delay_CanceledBefore_HasNoTimer(ServerKind server) =>
        Assert.Empty(Timers1((await RunAsync(server, "canceled-before")).Events));

    [Theory, OnOurs, OnOfficial]
    public async Task Delay_WithSummary_IsInTheHistory(ServerKind server) => Assert.Equal(
        ["\"my timer\"", "\"my wait\""],
        (await RunAsync(server, "summary")).Events.Where(e => e.EventType == EventType.TimerStarted)
            .Select(e => e.UserMetadata.Summary.Data.ToStringUtf8()));

    [Theory, OnOurs, OnOfficial]
    public async Task Delays_Several_FireInTheirOrder(ServerKind server)
    {
        var (result, events) = await RunAsync(server, "order");
        // Servers fire within a second; what matters is that the workflow sees the history's order.
        var fired = events.Select(e => e.TimerFiredEventAttributes).Where(t => t is not null).Select(t => t.TimerId).ToList();
        var delays = new Dictionary<string, string> { ["1"] = "600", ["2"] = "1", ["3"] = "300" };
        Assert.Equal(string.Join(",", fired.Select(f => delays[f])), result);
    }

    [Theory, OnOurs, OnOfficial]
    public async Task WhenAny_OneFires_GoesOn(ServerKind server) => Assert.Equal("10", (await RunAsync(server, "race")).Result);

    [Theory, OnOurs, OnOfficial]
    public async Task UtcNow_AfterADelay_HasMoved(ServerKind server) =>
        Assert.Equal("True Utc True", (await RunAsync(server, "clock")).Result);

    [Theory, OnOurs, OnOfficial]
    public async Task Condition_WithTimeout_TellsWhichWasFirst(ServerKind server) =>
        Assert.Equal("False,True", (await RunAsync(server, "timeout-zero")).Result);

    private static Task FailsTaskAsync(ServerKind server, string kind) => Scenario.RunAsync(
        server,
        o => o.AddWorkflow<Timers>(),
        async s =>
        {
            var handle = await s.Client.StartWorkflowAsync((Timers wf) => wf.RunAsync(kind), s.NewWorkflow());
            await Scenario.EventuallyAsync(async () => Assert.Contains(
                (await handle.FetchHistoryAsync()).Events, e => e.EventType == EventType.WorkflowTaskFailed));
            await handle.TerminateAsync();
        },
        replay: false);
}
