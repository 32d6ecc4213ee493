namespace OpsFlow.Workflows.Shared;

/// <summary>The task queues that workers poll.</summary>
public static class TaskQueues
{
    /// <summary>Workflows and activities of the error analysis.</summary>
    public const string ErrorAnalysis = "error-analysis";
}
