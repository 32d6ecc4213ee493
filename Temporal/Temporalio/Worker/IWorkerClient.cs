namespace Temporalio.Worker;

/// <summary>What a worker needs of a client.</summary>
public interface IWorkerClient
{
    /// <summary>The client's options.</summary>
    Client.TemporalClientOptions Options { get; }

    /// <summary>Part of the official interface; here the client's connection.</summary>
    Client.IBridgeClientProvider BridgeClientProvider { get; }
}
