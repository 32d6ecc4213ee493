using Microsoft.Extensions.DependencyInjection;
using Temporalio.Worker;

namespace Temporalio.Extensions.Hosting;

/// <summary>Builds the options of a hosted worker.</summary>
public interface ITemporalWorkerServiceOptionsBuilder
{
    /// <summary>The task queue.</summary>
    string TaskQueue { get; }

    /// <summary>The worker's build id, if it is versioned in the old way.</summary>
    [Obsolete("Use DeploymentOptions")]
    string? BuildId { get; }

    /// <summary>The deployment version of the worker.</summary>
    WorkerDeploymentOptions? DeploymentOptions { get; }

    /// <summary>The services.</summary>
    IServiceCollection Services { get; }
}
