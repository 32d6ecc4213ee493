using Temporalio.Api.WorkflowService.V1;

namespace Temporalio.Worker;

/// <summary>Until when a workflow task may wait for local activities before it has to be kept alive.</summary>
internal sealed class LocalActivityDeadline
{
    private readonly long _start = System.Diagnostics.Stopwatch.GetTimestamp();
    private readonly WorkflowRunner _runner;

    public LocalActivityDeadline(PollWorkflowTaskQueueResponse task, WorkflowRunner runner)
    {
        _ = task;
        _runner = runner;
    }

    /// <summary>Whether the task has to be completed with the local activities still running.</summary>
    public bool Passed { get; set; }

    /// <summary>What is left of the time, 80 % of the task's timeout.</summary>
    public TimeSpan Remaining
    {
        get
        {
            var timeout = _runner.Instance?.Info.TaskTimeout ?? TimeSpan.FromSeconds(10);
            var left = (timeout * 0.8) - System.Diagnostics.Stopwatch.GetElapsedTime(_start);
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }
}
