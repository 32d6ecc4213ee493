using Temporalio.Client.Interceptors;
using Temporalio.Worker;

namespace Temporalio.Client;

/// <summary>Starts, finds and talks to workflows. Safe for concurrent use.</summary>
public partial class TemporalClient : ITemporalClient
{
    /// <summary>Makes a client on a connection.</summary>
    /// <param name="connection">The connection; may serve several clients.</param>
    /// <param name="options">Options; copied.</param>
    public TemporalClient(ITemporalConnection connection, TemporalClientOptions options)
    {
        Connection = connection;
        Options = (TemporalClientOptions)options.Clone();
        foreach (var plugin in Options.Plugins ?? [])
        {
            plugin.ConfigureClient(Options);
        }

        ClientOutboundInterceptor interceptor = new Impl(this);
        foreach (var outer in (Options.Interceptors ?? []).Reverse())
        {
            interceptor = outer.InterceptClient(interceptor);
        }

        OutboundInterceptor = interceptor;
    }

    /// <inheritdoc/>
    public ITemporalConnection Connection { get; }

    /// <inheritdoc/>
    public TemporalClientOptions Options { get; }

    /// <inheritdoc/>
    public IBridgeClientProvider BridgeClientProvider => Connection;

    /// <inheritdoc/>
    public ClientOutboundInterceptor OutboundInterceptor { get; }

    /// <inheritdoc/>
    public WorkflowService WorkflowService => Connection.WorkflowService;

    /// <inheritdoc/>
    public OperatorService OperatorService => Connection.OperatorService;

    /// <summary>Options that retry transient errors.</summary>
    protected internal static RpcOptions RetryRpcOptions { get; } = new() { Retry = true };

    /// <summary>Connects and makes a client.</summary>
    /// <param name="options">Options; copied.</param>
    /// <returns>The client.</returns>
    /// <exception cref="InvalidOperationException">The server cannot be reached.</exception>
    public static async Task<TemporalClient> ConnectAsync(TemporalClientConnectOptions options)
    {
        Func<TemporalClientConnectOptions, Task<TemporalConnection>> connect = TemporalConnection.ConnectAsync;
        foreach (var plugin in (options.Plugins ?? []).Reverse())
        {
            var next = connect;
            connect = o => plugin.ConnectAsync(o, next);
        }

        options = (TemporalClientConnectOptions)options.Clone();
        var connection = await connect(options).ConfigureAwait(false);
        return new(connection, options.ToClientOptions());
    }

    /// <summary>Makes a client that connects at its first call.</summary>
    /// <param name="options">Options; copied.</param>
    /// <returns>The client.</returns>
    public static TemporalClient CreateLazy(TemporalClientConnectOptions options) =>
        new(TemporalConnection.CreateLazy(options), options.ToClientOptions());

    /// <summary>Turns retrying on where the caller did not say.</summary>
    /// <param name="origOptions">The caller's options.</param>
    /// <returns>Options to call with; never the caller's own object if it had to be changed.</returns>
    protected internal static RpcOptions DefaultRetryOptions(RpcOptions? origOptions)
    {
        if (origOptions is null)
        {
            return RetryRpcOptions;
        }

        if (origOptions.Retry is not null)
        {
            return origOptions;
        }

        var options = (RpcOptions)origOptions.Clone();
        options.Retry = true;
        return options;
    }

    /// <summary>The innermost interceptor: makes the calls.</summary>
    private sealed partial class Impl(TemporalClient client) : ClientOutboundInterceptor
    {
        private string Namespace => client.Options.Namespace;

        private string Identity => client.Connection.Options.Identity!;
    }
}
