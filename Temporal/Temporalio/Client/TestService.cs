using Google.Protobuf;

namespace Temporalio.Client;

/// <summary>Raw calls of the server's TestService.</summary>
public abstract partial class TestService : RpcService
{
    /// <inheritdoc/>
    internal override string FullName => "temporal.api.testservice.v1.TestService";

    /// <summary>Calls over a connection.</summary>
    public class Core : TestService
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
