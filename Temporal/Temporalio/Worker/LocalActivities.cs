using System.Collections.Concurrent;
using System.Threading.Channels;

namespace Temporalio.Worker;

/// <summary>The local activities of one run that are running, and those that have ended and are to be told to it.</summary>
internal sealed class LocalActivities : IDisposable
{
    private readonly ConcurrentDictionary<uint, CancellationTokenSource> _running = new();
    private readonly Channel<LocalActivityOutcome> _outcomes = Channel.CreateUnbounded<LocalActivityOutcome>();

    public ChannelReader<LocalActivityOutcome> Outcomes => _outcomes.Reader;

    public CancellationToken Start(uint seq)
    {
        var source = new CancellationTokenSource();
        _running[seq] = source;
        return source.Token;
    }

    public void End(LocalActivityOutcome outcome)
    {
        if (_running.TryRemove(outcome.Seq, out var source))
        {
            source.Dispose();
            _outcomes.Writer.TryWrite(outcome);
        }
    }

    public void Cancel(uint seq)
    {
        if (_running.TryGetValue(seq, out var source))
        {
            source.Cancel();
        }
    }

    /// <summary>Cancels everything: the run is gone from memory and nobody waits for an outcome.</summary>
    public void Dispose()
    {
        foreach (var seq in _running.Keys)
        {
            if (_running.TryRemove(seq, out var source))
            {
                source.Cancel();
            }
        }
    }
}
