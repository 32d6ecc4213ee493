using System.Diagnostics;

namespace Temporalio.Worker;

/// <summary>
/// Until when a workflow task may wait for local activities before it has to be kept alive. Its time runs from when the worker
/// got it: a long replay uses it up like everything else.
/// </summary>
/// <param name="received">When the worker got the task, a timestamp of <see cref="Stopwatch"/>.</param>
/// <param name="runner">The run.</param>
internal sealed class LocalActivityDeadline(long received, WorkflowRunner runner)
{
    /// <summary>Whether the task has to be completed with the local activities still running.</summary>
    public bool Passed { get; set; }

    /// <summary>What is left of the time, 80 % of the task's timeout.</summary>
    public TimeSpan Remaining
    {
        get
        {
            var timeout = runner.Instance?.Info.TaskTimeout ?? TimeSpan.FromSeconds(10);
            var left = (timeout * 0.8) - Stopwatch.GetElapsedTime(received);
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }
}
