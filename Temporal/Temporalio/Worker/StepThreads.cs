namespace Temporalio.Worker;

/// <summary>
/// Threads for steps of workflows. Workflow code may block its thread, which must not starve the thread pool; and to
/// start a thread for each step would cost more than most steps do.
/// </summary>
internal sealed class StepThreads
{
    /// <summary>How long a thread without work is kept, by default.</summary>
    internal static readonly TimeSpan DefaultIdleTime = TimeSpan.FromSeconds(10);

    private readonly TimeSpan _idleTime;
    private readonly Lock _lock = new();
    private readonly List<StepThread> _idle = [];
    private int _count;

    /// <summary>Makes a set without threads.</summary>
    /// <param name="idleTime">How long a thread without work is kept.</param>
    public StepThreads(TimeSpan idleTime) => _idleTime = idleTime;

    private interface IStep
    {
        void Run();
    }

    /// <summary>The process's own.</summary>
    public static StepThreads Shared { get; } = new(DefaultIdleTime);

    /// <summary>The number of threads, busy or not.</summary>
    internal int Count => Volatile.Read(ref _count);

    /// <summary>The number of threads that wait for a step.</summary>
    internal int IdleCount
    {
        get
        {
            lock (_lock)
            {
                return _idle.Count;
            }
        }
    }

    /// <summary>Takes steps on a thread that does nothing else meanwhile.</summary>
    /// <typeparam name="T">What the step gives.</typeparam>
    /// <param name="step">The step.</param>
    /// <returns>What the step gives. What awaits it goes on on the step's thread.</returns>
    public Task<T> RunAsync<T>(Func<T> step)
    {
        var work = new Step<T>(step, ExecutionContext.Capture());
        if (TryTakeIdle() is { } idle)
        {
            idle.Give(work);
        }
        else
        {
            Interlocked.Increment(ref _count);
            new StepThread(this).Start(work);
        }

        return work.Task;
    }

    private StepThread? TryTakeIdle()
    {
        lock (_lock)
        {
            if (_idle.Count == 0)
            {
                return null;
            }

            // The one that was busy last: its memory is still near, and the others may come to their end.
            var last = _idle[^1];
            _idle.RemoveAt(_idle.Count - 1);
            return last;
        }
    }

    private void Return(StepThread thread)
    {
        lock (_lock)
        {
            _idle.Add(thread);
        }
    }

    private bool TryEnd(StepThread thread)
    {
        lock (_lock)
        {
            if (!_idle.Remove(thread))
            {
                return false;
            }
        }

        Interlocked.Decrement(ref _count);
        return true;
    }

    private sealed class Step<T>(Func<T> step, ExecutionContext? context) : IStep
    {
        private readonly TaskCompletionSource<T> _source = new();

        public Task<T> Task => _source.Task;

        public void Run()
        {
            T result;
            try
            {
                result = context is null ? step() : InContext(context);
            }
            catch (Exception e)
            {
                _source.SetException(e);
                return;
            }

            _source.SetResult(result);
        }

        private T InContext(ExecutionContext flowed)
        {
            T result = default!;
            ExecutionContext.Run(flowed, _ => result = step(), null);
            return result;
        }
    }

    private sealed class StepThread(StepThreads owner)
    {
        private readonly object _gate = new();
        private IStep? _next;

        public void Start(IStep first)
        {
            _next = first;
            new Thread(Loop) { IsBackground = true, Name = "Workflow step" }.UnsafeStart();
        }

        public void Give(IStep step)
        {
            lock (_gate)
            {
                _next = step;
                Monitor.Pulse(_gate);
            }
        }

        private void Loop()
        {
            while (Next() is { } step)
            {
                step.Run();
                owner.Return(this);
            }
        }

        private IStep? Next()
        {
            lock (_gate)
            {
                while (_next is null)
                {
                    // Who is no longer among the idle ones has been taken, and is about to be given a step.
                    if (!Monitor.Wait(_gate, owner._idleTime) && _next is null && owner.TryEnd(this))
                    {
                        return null;
                    }
                }

                var next = _next;
                _next = null;
                return next;
            }
        }
    }
}
