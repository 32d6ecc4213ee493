using Google.Protobuf;

namespace Temporalio.Client;

/// <summary>Base of the services that a server offers.</summary>
public abstract class RpcService
{
    /// <summary>Makes a call.</summary>
    /// <typeparam name="T">The response type.</typeparam>
    /// <param name="rpc">The method's name.</param>
    /// <param name="req">The request.</param>
    /// <param name="resp">The response's parser.</param>
    /// <param name="options">Options of the call.</param>
    /// <returns>The response.</returns>
    protected abstract Task<T> InvokeRpcAsync<T>(
        string rpc, IMessage req, MessageParser<T> resp, RpcOptions? options = null)
        where T : IMessage<T>;

    /// <summary>The service's full name.</summary>
    internal abstract string FullName { get; }
}
