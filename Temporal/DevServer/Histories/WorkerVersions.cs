using Temporalio.Api.Common.V1;
using Temporalio.Api.WorkflowService.V1;

namespace Temporal.DevServer.Histories;

/// <summary>The build of a worker, from whichever of the fields its SDK fills in.</summary>
internal static class WorkerVersions
{
    public static WorkerVersionStamp? Of(PollWorkflowTaskQueueRequest request) => Stamp(
        request.WorkerVersionCapabilities?.BuildId, request.DeploymentOptions?.BuildId, request.BinaryChecksum);

    public static WorkerVersionStamp? Of(PollActivityTaskQueueRequest request) => Stamp(
        request.WorkerVersionCapabilities?.BuildId, request.DeploymentOptions?.BuildId, null);

    public static WorkerVersionStamp? Of(RespondWorkflowTaskCompletedRequest request) =>
        request.WorkerVersionStamp ?? Stamp(null, request.DeploymentOptions?.BuildId, request.BinaryChecksum);

    private static WorkerVersionStamp? Stamp(params string?[] candidates)
    {
        var build = candidates.FirstOrDefault(c => !string.IsNullOrEmpty(c));
        return build is null ? null : new WorkerVersionStamp { BuildId = build };
    }
}
