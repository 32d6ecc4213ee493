using Google.Protobuf;

namespace Temporalio.Client;

/// <summary>Raw calls of the server's OperatorService.</summary>
public abstract partial class OperatorService : RpcService
{
    /// <inheritdoc/>
    internal override string FullName => "temporal.api.operatorservice.v1.OperatorService";

    /// <summary>Calls over a connection.</summary>
    public class Core : OperatorService
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
