using System.Collections.Concurrent;
using System.Threading.Channels;

namespace Temporalio.Worker;

/// <summary>The local activities of one run that are running, and those that have ended and are to be told to it.</summary>
/// <remarks>Most runs never have one, so there is nothing before the first.</remarks>
internal sealed class LocalActivities : IDisposable
{
    private State? _state;

    /// <summary>Those that have ended. There are some only after one was started.</summary>
    public ChannelReader<LocalActivityOutcome> Outcomes => Ensure().Outcomes.Reader;

    public CancellationToken Start(uint seq)
    {
        var source = new CancellationTokenSource();
        Ensure().Running[seq] = source;
        return source.Token;
    }

    public void End(LocalActivityOutcome outcome)
    {
        var state = Ensure();
        if (state.Running.TryRemove(outcome.Seq, out var source))
        {
            source.Dispose();
            state.Outcomes.Writer.TryWrite(outcome);
        }
    }

    public void Cancel(uint seq)
    {
        if (Volatile.Read(ref _state)?.Running.TryGetValue(seq, out var source) == true)
        {
            source.Cancel();
        }
    }

    /// <summary>Cancels everything: the run is gone from memory and nobody waits for an outcome.</summary>
    public void Dispose()
    {
        if (Volatile.Read(ref _state) is not { } state)
        {
            return;
        }

        foreach (var seq in state.Running.Keys)
        {
            if (state.Running.TryRemove(seq, out var source))
            {
                source.Cancel();
            }
        }
    }

    private State Ensure() => LazyInitializer.EnsureInitialized(ref _state);

    private sealed class State
    {
        public ConcurrentDictionary<uint, CancellationTokenSource> Running { get; } = new();

        public Channel<LocalActivityOutcome> Outcomes { get; } = Channel.CreateUnbounded<LocalActivityOutcome>();
    }
}
