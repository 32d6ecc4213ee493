using Temporalio.Common;

namespace Temporalio.Worker;

/// <summary>Which version of a deployment a worker is.</summary>
public class WorkerDeploymentOptions : ICloneable
{
    /// <summary>Makes options without a version.</summary>
    public WorkerDeploymentOptions()
    {
    }

    /// <summary>Makes options.</summary>
    /// <param name="version">The version.</param>
    /// <param name="useWorkerVersioning">Whether the server routes tasks by it.</param>
    public WorkerDeploymentOptions(WorkerDeploymentVersion version, bool useWorkerVersioning)
    {
        Version = version;
        UseWorkerVersioning = useWorkerVersioning;
    }

    /// <summary>The version.</summary>
    public WorkerDeploymentVersion? Version { get; set; }

    /// <summary>Whether the server routes tasks by the version.</summary>
    public bool UseWorkerVersioning { get; set; }

    /// <summary>The behaviour of workflows that do not say their own.</summary>
    public VersioningBehavior DefaultVersioningBehavior { get; set; } = VersioningBehavior.Unspecified;

    /// <summary>Makes a shallow copy.</summary>
    /// <returns>The copy.</returns>
    public virtual object Clone() => MemberwiseClone();
}
