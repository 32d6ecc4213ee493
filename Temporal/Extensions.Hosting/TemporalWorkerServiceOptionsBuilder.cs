using Microsoft.Extensions.DependencyInjection;
using Temporalio.Worker;

namespace Temporalio.Extensions.Hosting;

/// <summary>Builds the options of a hosted worker.</summary>
public class TemporalWorkerServiceOptionsBuilder : ITemporalWorkerServiceOptionsBuilder
{
    /// <summary>Makes a builder.</summary>
    /// <param name="taskQueue">The task queue.</param>
    /// <param name="services">The services.</param>
    public TemporalWorkerServiceOptionsBuilder(string taskQueue, IServiceCollection services)
        : this(taskQueue, (WorkerDeploymentOptions?)null, services)
    {
    }

    /// <summary>Makes a builder.</summary>
    /// <param name="taskQueue">The task queue.</param>
    /// <param name="deploymentOptions">The deployment version of the worker.</param>
    /// <param name="services">The services.</param>
    public TemporalWorkerServiceOptionsBuilder(
        string taskQueue, WorkerDeploymentOptions? deploymentOptions, IServiceCollection services)
    {
        TaskQueue = taskQueue;
        DeploymentOptions = deploymentOptions;
        Services = services;
    }

    /// <summary>Makes a builder of a worker that is versioned in the old way.</summary>
    /// <param name="taskQueue">The task queue.</param>
    /// <param name="buildId">The worker's build id; null for none.</param>
    /// <param name="services">The services.</param>
    public TemporalWorkerServiceOptionsBuilder(string taskQueue, string? buildId, IServiceCollection services)
        : this(taskQueue, (WorkerDeploymentOptions?)null, services) => BuildIdOfOld = buildId;

    /// <inheritdoc/>
    public string TaskQueue { get; }

    /// <inheritdoc/>
    [Obsolete("Use DeploymentOptions")]
    public string? BuildId => BuildIdOfOld;

    /// <inheritdoc/>
    public WorkerDeploymentOptions? DeploymentOptions { get; }

    /// <inheritdoc/>
    public IServiceCollection Services { get; }

    /// <summary>The build id, for use without warnings.</summary>
    internal string? BuildIdOfOld { get; }
}
