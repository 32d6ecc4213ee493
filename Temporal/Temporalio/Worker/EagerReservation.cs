using Temporalio.Api.WorkflowService.V1;
using Temporalio.Client;
using Temporalio.Worker.Tuning;

namespace Temporalio.Worker;

/// <summary>A slot kept for the first task of a workflow that this process starts.</summary>
internal sealed class EagerReservation(
    Slots.Slot slot, Api.Deployment.V1.WorkerDeploymentOptions? deployment, Action<PollWorkflowTaskQueueResponse, Slots.Slot> accept)
    : EagerWorkers.IReservation
{
    /// <inheritdoc/>
    public Api.Deployment.V1.WorkerDeploymentOptions? Deployment => deployment;

    /// <inheritdoc/>
    public void Accept(PollWorkflowTaskQueueResponse task) => accept(task, slot);

    /// <inheritdoc/>
    public void Release() => slot.Release();
}
