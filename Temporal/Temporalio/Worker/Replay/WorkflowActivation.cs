namespace Temporalio.Worker.Replay;

/// <summary>One step of a workflow: what to tell it, and what it may know while it takes the step.</summary>
internal sealed record WorkflowActivation
{
    public required DateTime Timestamp { get; init; }

    public required bool IsReplaying { get; init; }

    public required int HistoryLength { get; init; }

    public required long HistorySize { get; init; }

    public required bool ContinueAsNewSuggested { get; init; }

    public IReadOnlyList<Api.Enums.V1.SuggestContinueAsNewReason> SuggestedReasons { get; init; } = [];

    public bool TargetVersionChanged { get; init; }

    public Api.Deployment.V1.WorkerDeploymentVersion? DeploymentVersion { get; init; }

    /// <summary>The flags of the workflow layer that history has recorded up to here.</summary>
    public FlagSet LangFlags { get; init; }

    public required IReadOnlyList<ActivationJob> Jobs { get; init; }

    public bool OnlyQueries => Jobs.All(j => j is ActivationJob.Query);
}
