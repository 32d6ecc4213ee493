using Temporalio.Activities;

namespace OpsFlow.Activities.Shared;

/// <summary>Runs a long step under heartbeats: a dead worker is noticed, and a cancellation arrives.</summary>
internal static class Heartbeats
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(5);

    /// <summary>Runs the step; its reports are the heartbeats' details.</summary>
    public static async Task<T> RunAsync<T>(TimeProvider time, Func<Action<string>, CancellationToken, Task<T>> step)
    {
        var context = ActivityExecutionContext.Current;
        var latest = "started";
        using var done = new CancellationTokenSource();
        var beating = BeatAsync();
        try
        {
            return await step(
                text =>
                {
                    Volatile.Write(ref latest, text);
                    context.Heartbeat(text);
                },
                context.CancellationToken);
        }
        finally
        {
            await done.CancelAsync();
            await beating;
        }

        async Task BeatAsync()
        {
            using var timer = new PeriodicTimer(s_interval, time);
            try
            {
                while (await timer.WaitForNextTickAsync(done.Token))
                {
                    context.Heartbeat(Volatile.Read(ref latest));
                }
            }
            catch (OperationCanceledException)
            {
                // The step is over.
            }
        }
    }
}
