namespace Temporalio.Client;

/// <summary>A connection to a server.</summary>
public interface ITemporalConnection : IBridgeClientProvider
{
    /// <summary>Temporal Cloud's operations API.</summary>
    CloudService CloudService { get; }

    /// <summary>Headers sent with every call; may be replaced at any time.</summary>
    IReadOnlyCollection<KeyValuePair<string, string>> RpcMetadata { get; set; }

    /// <summary>Binary headers sent with every call; may be replaced at any time.</summary>
    IReadOnlyCollection<KeyValuePair<string, byte[]>> RpcBinaryMetadata { get; set; }

    /// <summary>The API key sent with every call; may be replaced at any time.</summary>
    string? ApiKey { get; set; }

    /// <summary>Raw calls of the workflow service.</summary>
    WorkflowService WorkflowService { get; }

    /// <summary>Raw calls of the operator service.</summary>
    OperatorService OperatorService { get; }

    /// <summary>Raw calls of the test service.</summary>
    TestService TestService { get; }

    /// <summary>The options of the connection; not to be changed.</summary>
    TemporalConnectionOptions Options { get; }

    /// <summary>Whether the server has answered once.</summary>
    bool IsConnected { get; }

    /// <summary>Asks the server whether it serves.</summary>
    /// <param name="service">The service to ask for; null for the workflow service.</param>
    /// <param name="options">Options of the call.</param>
    /// <returns>Whether it serves.</returns>
    Task<bool> CheckHealthAsync(RpcService? service = null, RpcOptions? options = null);

    /// <summary>Connects, if that has not happened.</summary>
    /// <returns>A task that ends when connected.</returns>
    Task ConnectAsync();
}
