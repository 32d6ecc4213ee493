using Temporalio.Api.Common.V1;
using Temporalio.Api.Deployment.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.WorkflowService.V1;

namespace OpsFlow.Engine.Histories;

/// <summary>The build of a worker, from whichever of the fields its SDK fills in.</summary>
internal static class WorkerVersions
{
    public static WorkerVersionStamp? Of(PollWorkflowTaskQueueRequest request) => Stamp(
        request.WorkerVersionCapabilities?.BuildId, request.DeploymentOptions?.BuildId, request.BinaryChecksum);

    public static WorkerVersionStamp? Of(PollActivityTaskQueueRequest request) => Stamp(
        request.WorkerVersionCapabilities?.BuildId, request.DeploymentOptions?.BuildId, null);

    public static WorkerVersionStamp? Of(RespondWorkflowTaskCompletedRequest request) =>
        request.WorkerVersionStamp ?? Stamp(null, request.DeploymentOptions?.BuildId, request.BinaryChecksum);

    /// <summary>The deployment's version that a poller belongs to; null for a worker without one.</summary>
    public static WorkerDeploymentVersion? DeploymentOf(WorkerDeploymentOptions? options) =>
        options is { WorkerVersioningMode: WorkerVersioningMode.Versioned, DeploymentName.Length: > 0,
            BuildId.Length: > 0 }
            ? new WorkerDeploymentVersion { DeploymentName = options.DeploymentName, BuildId = options.BuildId }
            : null;

    public static WorkerDeploymentVersion? DeploymentOf(RespondWorkflowTaskCompletedRequest request) =>
        DeploymentOf(request.DeploymentOptions);

    /// <summary>The version that a poller belongs to as one word; empty for a worker without one.</summary>
    public static string TextOf(WorkerDeploymentOptions? options) =>
        DeploymentOf(options) is { } version ? Text(version) : "";

    /// <summary>A version as one word, as in search attributes: <c>deployment:build</c>.</summary>
    public static string Text(WorkerDeploymentVersion version) => $"{version.DeploymentName}:{version.BuildId}";

    /// <summary>The older form: <c>deployment.build</c>.</summary>
    public static string Dotted(WorkerDeploymentVersion version) => $"{version.DeploymentName}.{version.BuildId}";

    private static WorkerVersionStamp? Stamp(params string?[] candidates)
    {
        var build = candidates.FirstOrDefault(c => !string.IsNullOrEmpty(c));
        return build is null ? null : new WorkerVersionStamp { BuildId = build };
    }
}
