using Temporalio.Client;
using Temporalio.Worker;

namespace Temporalio.Extensions.Hosting;

/// <summary>Options of a hosted worker.</summary>
public class TemporalWorkerServiceOptions : TemporalWorkerOptions
{
    /// <summary>Makes options; the task queue must be set.</summary>
    public TemporalWorkerServiceOptions()
    {
    }

    /// <summary>Makes options.</summary>
    /// <param name="taskQueue">The task queue.</param>
    public TemporalWorkerServiceOptions(string taskQueue)
        : base(taskQueue)
    {
    }

    /// <summary>How to connect; null to use the client among the services.</summary>
    public TemporalClientConnectOptions? ClientOptions { get; set; }

    /// <summary>Replaces the worker's client while it runs.</summary>
    public TemporalWorkerClientUpdater? WorkerClientUpdater { get; set; }

    /// <inheritdoc/>
    public override object Clone()
    {
        var copy = (TemporalWorkerServiceOptions)base.Clone();
        copy.ClientOptions = (TemporalClientConnectOptions?)ClientOptions?.Clone();
        return copy;
    }
}
