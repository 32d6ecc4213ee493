using Microsoft.Extensions.Logging;
using Temporalio.Api.TaskQueue.V1;
using Temporalio.Exceptions;

namespace Temporalio.Worker.Tuning;

/// <summary>Polls one queue with a number of polls at once that follows its behaviour.</summary>
internal sealed class Pollers
{
    private readonly WorkerContext _context;
    private readonly string _what;
    private readonly Func<Task<PollerAdvice>> _pollAsync;
    private readonly Action<int> _report;
    private readonly int _minimum;
    private readonly int _maximum;
    private readonly Lock _lock = new();
    private readonly List<Task> _loops = [];
    private bool _advised;
    private int _active;
    private CancellationToken _stop;

    /// <summary>Makes the pollers.</summary>
    /// <param name="context">The worker.</param>
    /// <param name="what">What is polled for, for the log.</param>
    /// <param name="behavior">How many polls.</param>
    /// <param name="pollAsync">One poll and the hand-over of what it brought.</param>
    /// <param name="report">Gets the number of polls when it changes.</param>
    public Pollers(
        WorkerContext context,
        string what,
        PollerBehavior behavior,
        Func<Task<PollerAdvice>> pollAsync,
        Action<int> report)
    {
        _context = context;
        _what = what;
        _pollAsync = pollAsync;
        _report = report;
        (_minimum, _maximum, Target) = behavior switch
        {
            PollerBehavior.SimpleMaximum s => (s.Maximum, s.Maximum, s.Maximum),
            PollerBehavior.Autoscaling a => (a.Minimum, a.Maximum, Math.Clamp(a.Initial, a.Minimum, a.Maximum)),
            _ => throw new ArgumentException($"Unknown poller behavior {behavior.GetType()}"),
        };
    }

    /// <summary>How many polls there shall be.</summary>
    public int Target { get; private set; }

    /// <summary>Polls until stopped. Errors are logged and waited out, never thrown.</summary>
    /// <param name="stop">Stops the polls.</param>
    public async Task RunAsync(CancellationToken stop)
    {
        _stop = stop;
        SetTarget(Target);
        while (true)
        {
            Task[] running;
            lock (_lock)
            {
                _loops.RemoveAll(l => l.IsCompleted);
                running = [.. _loops];
            }

            if (running.Length == 0)
            {
                return;
            }

            await Task.WhenAll(running).ConfigureAwait(false);
        }
    }

    /// <summary>Takes the outcome of a poll into account.</summary>
    /// <param name="advice">What it said.</param>
    internal void OnPolled(PollerAdvice advice)
    {
        if (advice.Decision is { } decision)
        {
            _advised = true;
            SetTarget(Target + decision.PollRequestDeltaSuggestion);
        }
        else if (_advised && advice.IsEmpty)
        {
            // A server that never advises would never ask for more polls again.
            SetTarget(Target - 1);
        }
    }

    private static TimeSpan Backoff(int initialMs, int failures) =>
        TimeSpan.FromMilliseconds(Math.Min(10_000, initialMs * Math.Pow(2, Math.Min(failures, 10))));

    private void SetTarget(int target)
    {
        lock (_lock)
        {
            Target = Math.Clamp(target, _minimum, _maximum);
            for (; _active < Target && !_stop.IsCancellationRequested; _active++)
            {
                _loops.Add(Task.Run(LoopAsync, CancellationToken.None));
            }

            _report(_active);
        }
    }

    private bool MayEnd()
    {
        lock (_lock)
        {
            if (!_stop.IsCancellationRequested && _active <= Target)
            {
                return false;
            }

            _active--;
            _report(_active);
            return true;
        }
    }

    private async Task LoopAsync()
    {
        var failures = 0;
        while (!MayEnd())
        {
            try
            {
                OnPolled(await _pollAsync().ConfigureAwait(false));
                failures = 0;
            }
            catch (RpcException e) when (
                e.Code is RpcException.StatusCode.DeadlineExceeded or RpcException.StatusCode.Cancelled)
            {
                // A long poll without a task.
                failures = 0;
                OnPolled(new(true, null));
            }
            catch (Exception e)
            {
                await OnFailedAsync(e, failures++).ConfigureAwait(false);
            }
        }
    }

    private async Task OnFailedAsync(Exception e, int failures)
    {
        if (_stop.IsCancellationRequested)
        {
            _context.Logger.LogDebug(e, "Poll for {What} on {TaskQueue} ended at shutdown", _what, _context.TaskQueue);
            return;
        }

        var throttled = e is RpcException { Code: RpcException.StatusCode.ResourceExhausted };
        if (throttled)
        {
            SetTarget(Target / 2);
        }

        var delay = Backoff(throttled ? 1000 : 200, failures);
        _context.Logger.LogWarning(
            e, "Poll for {What} on {TaskQueue} failed, next in {Delay}", _what, _context.TaskQueue, delay);
        try
        {
            await Task.Delay(delay, _stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The loop sees it.
        }
    }
}
