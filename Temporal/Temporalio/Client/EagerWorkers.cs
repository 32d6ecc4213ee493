using System.Collections.Concurrent;
using Temporalio.Api.WorkflowService.V1;

namespace Temporalio.Client;

/// <summary>The workers of this process that may get a workflow's first task with the answer to its start.</summary>
internal sealed class EagerWorkers
{
    private readonly ConcurrentDictionary<(string Namespace, string TaskQueue), Func<IReservation?>> _workers = new();

    /// <summary>A slot of a worker that is kept for a task.</summary>
    internal interface IReservation
    {
        /// <summary>The worker's deployment, or null.</summary>
        Api.Deployment.V1.WorkerDeploymentOptions? Deployment { get; }

        /// <summary>Hands the task over.</summary>
        /// <param name="task">The task.</param>
        void Accept(PollWorkflowTaskQueueResponse task);

        /// <summary>Gives the slot back.</summary>
        void Release();
    }

    /// <summary>Adds a worker; the last one of a queue counts.</summary>
    /// <param name="namespace">The namespace.</param>
    /// <param name="taskQueue">The task queue.</param>
    /// <param name="tryReserve">Reserves a slot, or does not.</param>
    public void Add(string @namespace, string taskQueue, Func<IReservation?> tryReserve) =>
        _workers[(@namespace, taskQueue)] = tryReserve;

    /// <summary>Removes a worker.</summary>
    /// <param name="namespace">The namespace.</param>
    /// <param name="taskQueue">The task queue.</param>
    /// <param name="tryReserve">As it was added.</param>
    public void Remove(string @namespace, string taskQueue, Func<IReservation?> tryReserve) =>
        _workers.TryRemove(new(new(@namespace, taskQueue), tryReserve));

    /// <summary>Reserves a slot.</summary>
    /// <param name="namespace">The namespace.</param>
    /// <param name="taskQueue">The task queue.</param>
    /// <returns>The slot; null if no worker has one.</returns>
    public IReservation? TryReserve(string @namespace, string taskQueue) =>
        _workers.TryGetValue((@namespace, taskQueue), out var tryReserve) ? tryReserve() : null;
}
