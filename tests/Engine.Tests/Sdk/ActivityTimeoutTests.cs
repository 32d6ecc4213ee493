using Temporalio.Activities;
using Temporalio.Exceptions;

namespace OpsFlow.Engine.Tests.Sdk;

/// <summary>What timeouts of activities say of the attempts before.</summary>
public class ActivityTimeoutTests
{
    /// <summary>Hangs, fails before it hangs, or fails always.</summary>
    [Activity]
    public static async Task<string> TryAsync(string kind)
    {
        var context = ActivityExecutionContext.Current;
        if (kind == "fails" || (kind == "fails-first" && context.Info.Attempt == 1))
        {
            throw new ApplicationFailureException($"attempt {context.Info.Attempt}", "Some");
        }

        if (kind == "beats")
        {
            context.Heartbeat(context.Info.Attempt);
        }

        await Task.Delay(Timeout.Infinite, context.CancellationToken);
        return "";
    }

    [Workflow]
    public class Timeouts
    {
        [WorkflowRun]
        public async Task<List<string>> RunAsync() =>
        [
            await TryAsync("hangs", startToClose: 300, attempts: 1),
            await TryAsync("hangs", startToClose: 300, attempts: 2),
            await TryAsync("fails-first", startToClose: 300, attempts: 2),
            await TryAsync("beats", heartbeat: 300, attempts: 2),
            await TryAsync("fails-first", scheduleToClose: 1500, attempts: 0),
            await TryAsync("hangs", startToClose: 300, scheduleToClose: 2000, interval: 10_000),
            await TryAsync("fails", startToClose: 300, scheduleToClose: 2000, interval: 10_000),
            await TryAsync("fails-first", startToClose: 300, scheduleToClose: 2500, interval: 1000, coefficient: 10),
        ];

        private static async Task<string> TryAsync(
            string kind, int? startToClose =
                null, int? scheduleToClose = null, int? heartbeat = null, int attempts = 0, int interval = 10,
            float coefficient = 1)
        {
            try
            {
                return await Workflow.ExecuteActivityAsync(() => ActivityTimeoutTests.TryAsync(kind), new()
                {
                    StartToCloseTimeout = Ms(startToClose ?? (scheduleToClose is null ? 60_000 : null)),
                    ScheduleToCloseTimeout = Ms(scheduleToClose),
                    HeartbeatTimeout = Ms(heartbeat),
                    RetryPolicy = new()
                    {
                        InitialInterval = Ms(interval)!.Value,
                        BackoffCoefficient = coefficient,
                        MaximumAttempts = attempts,
                    },
                });
            }
            catch (ActivityFailureException e)
            {
                return $"{e.RetryState} {Say(e.InnerException)}";
            }
        }

        private static TimeSpan? Ms(int? milliseconds) => milliseconds is { } ms ? TimeSpan.FromMilliseconds(ms) : null;

        private static string Say(Exception? e) => e switch
        {
            null => "",
            TimeoutFailureException t =>
                $"{t.Message} {t.TimeoutType} {t.LastHeartbeatDetails.Count} <{Say(t.InnerException)}>",
            _ => $"{e.Message} <{Say(e.InnerException)}>",
        };
    }

    [Theory, OnOurs, OnOfficial]
    public Task Timeouts_OfAnyAttempt_SayWhatWasBefore(ServerKind server) => Scenario.RunAsync(
        server,
        o => o.AddWorkflow<Timeouts>().AddActivity(TryAsync),
        async s =>
        {
            var result = await s.Client.ExecuteWorkflowAsync((Timeouts wf) => wf.RunAsync(), s.NewWorkflow());
            Assert.Equal(
                [
                    "MaximumAttemptsReached activity StartToClose timeout StartToClose 0 <>",
                    "MaximumAttemptsReached activity StartToClose timeout StartToClose 0 "
                        + "<activity StartToClose timeout StartToClose 0 <>>",
                    "MaximumAttemptsReached activity StartToClose timeout StartToClose 0 <attempt 1 <>>",
                    "MaximumAttemptsReached activity Heartbeat timeout Heartbeat 1 "
                        + "<activity Heartbeat timeout Heartbeat 0 <>>",
                    "NonRetryableFailure activity ScheduleToClose timeout ScheduleToClose 0 <attempt 1 <>>",
                    // No time for another attempt: the first ends it.
                    "Timeout activity ScheduleToClose timeout ScheduleToClose 0 <>",
                    "Timeout attempt 1 <>",
                    "Timeout activity ScheduleToClose timeout ScheduleToClose 0 <attempt 1 <>>",
                ],
                result);
        });
}
