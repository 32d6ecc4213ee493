using Temporalio.Client;
using Temporalio.Worker;

namespace Samples.Workflows;

/// <summary>A small program: what its worker runs, and what its client does.</summary>
public interface ISample
{
    /// <summary>How it is called on the command line.</summary>
    string Name { get; }

    /// <summary>Registers its workflows and activities.</summary>
    /// <param name="options">The worker's options.</param>
    void Register(TemporalWorkerOptions options);

    /// <summary>Does the client's part while the worker runs.</summary>
    /// <param name="client">A connected client.</param>
    /// <param name="taskQueue">The worker's task queue.</param>
    /// <param name="output">Told what happens.</param>
    /// <returns>What the sample came to, in one line.</returns>
    Task<string> RunAsync(ITemporalClient client, string taskQueue, TextWriter output);
}
