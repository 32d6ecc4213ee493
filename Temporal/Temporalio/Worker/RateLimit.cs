using System.Diagnostics;

namespace Temporalio.Worker;

/// <summary>Spaces events evenly.</summary>
internal sealed class RateLimit(double perSecond)
{
    private readonly Lock _lock = new();
    private long _next = Stopwatch.GetTimestamp();

    public Task WaitAsync(CancellationToken token)
    {
        TimeSpan delay;
        lock (_lock)
        {
            var now = Stopwatch.GetTimestamp();
            var at = Math.Max(now, _next);
            _next = at + (long)(Stopwatch.Frequency / perSecond);
            delay = Stopwatch.GetElapsedTime(now, at);
        }

        return delay > TimeSpan.Zero ? Task.Delay(delay, token) : Task.CompletedTask;
    }
}
