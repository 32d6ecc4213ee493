namespace Temporalio.Worker;

/// <summary>Started tasks, kept so that shutdown can wait for them.</summary>
internal sealed class WorkerTasks
{
    private readonly Lock _lock = new();
    private readonly HashSet<Task> _tasks = [];

    public void Add(Task task)
    {
        lock (_lock)
        {
            _tasks.Add(task);
        }

        _ = RemoveAsync(task);
    }

    /// <summary>Waits until no task is left, those started meanwhile included.</summary>
    public async Task DrainAsync()
    {
        while (true)
        {
            Task[] running;
            lock (_lock)
            {
                running = [.. _tasks];
            }

            if (running.Length == 0)
            {
                return;
            }

            await Task.WhenAll(running).ConfigureAwait(false);
            await Task.Yield();
        }
    }

    private async Task RemoveAsync(Task task)
    {
        try
        {
            await task.ConfigureAwait(false);
        }
        finally
        {
            lock (_lock)
            {
                _tasks.Remove(task);
            }
        }
    }
}
