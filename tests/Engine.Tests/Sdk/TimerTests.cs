using Temporalio.Api.History.V1;
using Temporalio.Exceptions;

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
                case "summary":
                    await Workflow.DelayWithOptionsAsync(new(TimeSpan.FromMilliseconds(1), "my timer"));
                    await Workflow.WaitConditionWithOptionsAsync(
                        new(() => false, TimeSpan.FromMilliseconds(1), "my wait"));
                    break;
                case "order":
                    await Workflow.WhenAllAsync(
                        LogAsync(600), LogAsync(1), LogAsync(300));
                    break;
                case "timeout-zero":
                    _log.Add($"{await Workflow.WaitConditionAsync(() => false, TimeSpan.Zero)}");
                    _log.Add($"{await Workflow.WaitConditionAsync(() => true, TimeSpan.FromMinutes(1))}");
                    break;
            }

            return string.Join(",", _log);
        }

        private async Task LogAsync(int delay)
        {
            await Workflow.DelayAsync(delay);
            _log.Add($"{delay}");
        }
    }

    private static async Task<(string Result, IReadOnlyCollection<HistoryEvent> Events)> RunAsync(
        ServerKind server, string kind)
    {
        (string, IReadOnlyCollection<HistoryEvent>) result = default;
        await Scenario.RunAsync(server, o => o.AddWorkflow<Timers>(), async s =>
        {
            var handle = await s.Client.StartWorkflowAsync((Timers wf) => wf.RunAsync(kind), s.NewWorkflow());
            result = (await handle.GetResultAsync(), (await handle.FetchHistoryAsync()).Events);
        });
        return result;
    }

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
        var fired =
            events.Select(e => e.TimerFiredEventAttributes).Where(t => t is not null).Select(t => t.TimerId).ToList();
        var delays = new Dictionary<string, string> { ["1"] = "600", ["2"] = "1", ["3"] = "300" };
        Assert.Equal(string.Join(",", fired.Select(f => delays[f])), result);
    }

    [Theory, OnOurs, OnOfficial]
    public async Task Condition_WithTimeout_TellsWhichWasFirst(ServerKind server) =>
        Assert.Equal("False,True", (await RunAsync(server, "timeout-zero")).Result);
}
