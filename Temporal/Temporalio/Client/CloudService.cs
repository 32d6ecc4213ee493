using Google.Protobuf;

namespace Temporalio.Client;

/// <summary>Temporal Cloud's operations API. Its calls are not part of this library; its health can be checked.</summary>
public abstract class CloudService : RpcService
{
    /// <inheritdoc/>
    internal override string FullName => "temporal.api.cloud.cloudservice.v1.CloudService";

    /// <summary>Makes the calls over a connection.</summary>
    public class Core : CloudService
    {
        private readonly TemporalConnection _connection;

        /// <summary>Makes the service.</summary>
        /// <param name="connection">The connection.</param>
        public Core(TemporalConnection connection) => _connection = connection;

        /// <inheritdoc/>
        protected override Task<T> InvokeRpcAsync<T>(
            string rpc, IMessage req, MessageParser<T> resp, RpcOptions? options = null) =>
            _connection.InvokeRpcAsync(this, rpc, req, resp, options);
    }
}
