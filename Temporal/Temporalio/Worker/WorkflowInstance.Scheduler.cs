using Temporalio.Workflows;

namespace Temporalio.Worker;

/// <summary>The deterministic event loop.</summary>
internal sealed partial class WorkflowInstance
{
    private readonly Queue<Task> _tasks = new();
    private volatile bool _foreignTask;
    private volatile int _threadId;
    private readonly LinkedList<Condition> _conditions = new();

    /// <inheritdoc/>
    public override int MaximumConcurrencyLevel => 1;

    /// <summary>Whether workflow code asked not to be watched for foreign schedulers.</summary>
    internal bool TracingSuspended { get; private set; }

    /// <inheritdoc/>
    public Task<bool> WaitConditionAsync(WaitConditionOptions options)
    {
        AssertNotReadOnly("wait or schedule workflow work");
        var token = options.CancellationToken ?? CancellationToken;
        var source = new TaskCompletionSource();
        var node = _conditions.AddLast(new Condition(options.ConditionCheck, source));
        return options.Timeout is { } timeout && timeout != System.Threading.Timeout.InfiniteTimeSpan
            ? WaitWithTimeoutAsync(node, timeout, options.TimeoutSummary, token)
            : QueueNewTaskAsync(async () =>
            {
                using (token.Register(() => source.TrySetCanceled(token)))
                {
                    try
                    {
                        await source.Task.ConfigureAwait(true);
                        return true;
                    }
                    finally
                    {
                        Forget(node);
                    }
                }
            });
    }

    /// <inheritdoc/>
    protected override void QueueTask(Task task)
    {
        if (Environment.CurrentManagedThreadId != _threadId)
        {
            // A continuation that something outside set off. Running it would be beyond any replay, and the queue is for
            // one thread; the next step fails with the reason.
            _foreignTask = true;
            return;
        }

        _tasks.Enqueue(task);
    }

    /// <inheritdoc/>
    /// <remarks>Never inline: the order of the queue is what makes a replay repeat the same steps.</remarks>
    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    /// <inheritdoc/>
    protected override IEnumerable<Task> GetScheduledTasks() => _tasks.ToArray();

    private Task<bool> WaitWithTimeoutAsync(
        LinkedListNode<Condition> node, TimeSpan timeout, string? summary, CancellationToken token)
    {
        var stopDelay = CancellationTokenSource.CreateLinkedTokenSource(token);
        var delay = Outbound.DelayAsync(new(timeout, stopDelay.Token, summary));
        var source = node.Value.Source;
        return QueueNewTaskAsync(async () =>
        {
            using (stopDelay)
            using (token.Register(() => source.TrySetCanceled(token)))
            {
                try
                {
                    var first = await Task.WhenAny(source.Task, delay).ConfigureAwait(true);
                    if (first == delay && !source.Task.IsCompleted)
                    {
                        // A cancelled delay means a cancelled wait.
                        await delay.ConfigureAwait(true);
                        return false;
                    }

                    // Not CancelAsync: it would cancel the timer on another thread.
#pragma warning disable CA1849
                    stopDelay.Cancel();
#pragma warning restore CA1849
                    await source.Task.ConfigureAwait(true);
                    return true;
                }
                finally
                {
                    Forget(node);
                }
            }
        });
    }

    /// <summary>Lets library code that workflow code calls use what it likes.</summary>
    internal IDisposable SuspendTracing()
    {
        var before = TracingSuspended;
        TracingSuspended = true;
        return new Resume(() => TracingSuspended = before);
    }

    private void Forget(LinkedListNode<Condition> node)
    {
        // A resolved one is gone already.
        if (node.List is not null)
        {
            _conditions.Remove(node);
        }
    }

    private Task QueueNewTaskAsync(Func<Task> function)
    {
        AssertNotReadOnly("wait or schedule workflow work");
        return TaskFactory.StartNew(Traced(function), CancellationToken.None).Unwrap();
    }

    private Task<T> QueueNewTaskAsync<T>(Func<Task<T>> function)
    {
        AssertNotReadOnly("wait or schedule workflow work");
        return TaskFactory.StartNew(Traced(function), CancellationToken.None).Unwrap();
    }

    /// <summary>Runs everything that can run now.</summary>
    private void RunLoop(bool checkConditions)
    {
        do
        {
            while (_activationException is null && _tasks.TryDequeue(out var task))
            {
                TryExecuteTask(task);
            }
        }
        while (_activationException is null && checkConditions && ResolveConditions());
    }

    /// <summary>Resolves conditions in the order in which the workflow began to wait.</summary>
    /// <returns>Whether there may be something to run.</returns>
    private bool ResolveConditions()
    {
        if (_conditions.Count == 0)
        {
            return false;
        }

        Workflow.OverrideContext.Value = this;
        try
        {
            var any = false;
            for (var node = _conditions.First; node is not null;)
            {
                var next = node.Next;
                if (node.Value.Check())
                {
                    _conditions.Remove(node);
                    node.Value.Source.TrySetResult();
                    any = true;
                    if (UsesModernLogic)
                    {
                        // What the first one sets off may make the others false again.
                        break;
                    }
                }

                node = next;
            }

            return any && _tasks.Count > 0;
        }
        finally
        {
            Workflow.OverrideContext.Value = null;
        }
    }

    private sealed class Resume(Action resume) : IDisposable
    {
        public void Dispose() => resume();
    }

    private sealed record Condition(Func<bool> Check, TaskCompletionSource Source);
}
