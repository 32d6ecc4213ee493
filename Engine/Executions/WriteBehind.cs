using System.Threading.Channels;

namespace OpsFlow.Engine.Executions;

/// <summary>
/// Runs with events that wait to be written with the next transition. If none comes in a moment, they are written by
/// themselves: a worker may think for long about a task, and its start shall not be forgotten meanwhile.
/// </summary>
/// <param name="time">Measures the moment.</param>
internal sealed class WriteBehind(TimeProvider time)
{
    /// <summary>The longest wait is half as long again. Most workers answer sooner.</summary>
    public static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(100);

    private readonly Channel<(WorkflowEntry Entry, LoadedRun Run, long Since)> _kept =
        Channel.CreateUnbounded<(WorkflowEntry, LoadedRun, long)>(new UnboundedChannelOptions { SingleReader = true });

    public void Add(WorkflowEntry entry, LoadedRun run) => _kept.Writer.TryWrite((entry, run, time.GetTimestamp()));

    /// <summary>Runs until it is stopped; then writes what is left at once.</summary>
    /// <param name="write">Called for each run a moment after it was added; it may have been written meanwhile.</param>
    /// <param name="stopping">Ends the work.</param>
    public async Task RunAsync(Func<WorkflowEntry, LoadedRun, Task> write, CancellationToken stopping)
    {
        var reader = _kept.Reader;
        try
        {
            while (await reader.WaitToReadAsync(stopping).ConfigureAwait(false))
            {
                // All at once, not each at its time: under load there are thousands a second.
                await Task.Delay(Moment, time, stopping).ConfigureAwait(false);
                while (reader.TryPeek(out var first) && time.GetElapsedTime(first.Since) >= Moment / 2)
                {
                    reader.TryRead(out _);
                    await write(first.Entry, first.Run).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }

        while (reader.TryRead(out var rest))
        {
            await write(rest.Entry, rest.Run).ConfigureAwait(false);
        }
    }
}
