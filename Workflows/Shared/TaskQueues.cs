namespace OpsFlow.Workflows.Shared;

/// <summary>The task queues that workers poll.</summary>
public static class TaskQueues
{
    /// <summary>Workflows and heavy activities of the error analysis.</summary>
    public const string ErrorAnalysis = "error-analysis";

    /// <summary>Watches, analyses of prescriptions and their models.</summary>
    public const string Prescriptions = "prescriptions";
    /// <summary>Workflows of scans.</summary>
    public const string Scan = "scan";

    /// <summary>Looking at pictures.</summary>
    public const string ScanVision = "scan.vision";

    /// <summary>Rules, and what only writes rows of a scan.</summary>
    public const string ScanRule = "scan.rule";

    /// <summary>Writing answers.</summary>
    public const string ScanAnswer = "scan.answer";

    /// <summary>Rewards and what they write.</summary>
    public const string ScanReward = "scan.reward";

    /// <summary>Chat turns, and all that they ask of models and tools.</summary>
    public const string Chat = "chat";

    /// <summary>Upkeep.</summary>
    public const string Maintenance = "maintenance";

    /// <summary>Every queue that has a worker.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        ErrorAnalysis, LightOf(ErrorAnalysis), Prescriptions, LightOf(Prescriptions), Scan, ScanVision, ScanRule,
        ScanAnswer, ScanReward, Chat, LightOf(Chat), Maintenance,
    ];

    /// <summary>
    /// The queue of a pipeline's light activities, rows and messages of milliseconds: what takes minutes on all slots
    /// does not hold them up.
    /// </summary>
    /// <param name="pipeline">The pipeline's own queue.</param>
    public static string LightOf(string pipeline) => pipeline + "-light";
}
