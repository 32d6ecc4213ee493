namespace OpsFlow.Workflows.Shared;

/// <summary>The task queues that workers poll.</summary>
public static class TaskQueues
{
    /// <summary>Workflows and heavy activities of the error analysis.</summary>
    public const string ErrorAnalysis = "error-analysis";

    /// <summary>Watches, analyses of prescriptions and their models.</summary>
    public const string Prescriptions = "prescriptions";

    /// <summary>Upkeep.</summary>
    public const string Maintenance = "maintenance";

    /// <summary>
    /// The queue of a pipeline's light activities, rows and messages of milliseconds: what takes minutes on all slots
    /// does not hold them up.
    /// </summary>
    /// <param name="pipeline">The pipeline's own queue.</param>
    public static string LightOf(string pipeline) => pipeline + "-light";
}
