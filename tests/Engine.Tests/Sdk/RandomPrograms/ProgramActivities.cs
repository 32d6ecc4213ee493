using Temporalio.Activities;
using Temporalio.Exceptions;

namespace OpsFlow.Engine.Tests.Sdk.RandomPrograms;

/// <summary>The activities of random programs.</summary>
public static class ProgramActivities
{
    /// <summary>Fails a number of times and then succeeds.</summary>
    [Activity]
    public static string Work(int failures) => ActivityExecutionContext.Current.Info.Attempt <= failures
        ? throw new ApplicationFailureException($"not yet {ActivityExecutionContext.Current.Info.Attempt}", "NotYet")
        : $"worked {ActivityExecutionContext.Current.Info.Attempt}";

    [Activity]
    public static void Break(int number) => throw new ApplicationFailureException(
        $"broken {number}", number % 2 == 0 ? "Broken" : null, nonRetryable: true, details: [number]);

    /// <summary>Says nothing and does nothing until it is told that its time is over.</summary>
    [Activity]
    public static Task HangAsync() => Task.Delay(Timeout.Infinite, ActivityExecutionContext.Current.CancellationToken);

    /// <summary>Beats until it is canceled.</summary>
    [Activity]
    public static async Task RunOnAsync()
    {
        var context = ActivityExecutionContext.Current;
        for (var beat = 0; ; beat++)
        {
            context.Heartbeat(beat);
            await Task.Delay(50, context.CancellationToken);
        }
    }
}
