using OpsFlow.Engine.Histories;

namespace OpsFlow.Engine.Tests.Histories;

/// <summary>Runs without a server.</summary>
internal static class Runs
{
    /// <summary>One that has just been started.</summary>
    public static MutableState New(string workflowId, long now)
    {
        var run = MutableState.Start(
            new StartInput
            {
                Namespace = "n",
                WorkflowId = workflowId,
                RunId = Guid.NewGuid().ToString(),
                WorkflowType = "T",
                TaskQueue = "q",
                RequestId = "start",
            },
            now);
        run.ScheduleFirstWorkflowTask();
        return run;
    }

    public static MutableState New(string workflowId) => New(workflowId, DateTime.UtcNow.Ticks);
}
