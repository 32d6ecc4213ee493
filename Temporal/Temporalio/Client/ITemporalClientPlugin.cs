namespace Temporalio.Client;

/// <summary>Changes how clients are made. One that is an <see cref="Worker.ITemporalWorkerPlugin"/> too applies to the
/// workers of the client as well.</summary>
public interface ITemporalClientPlugin
{
    /// <summary>The plugin's name.</summary>
    string Name { get; }

    /// <summary>Changes a client's options.</summary>
    /// <param name="options">The options.</param>
    void ConfigureClient(TemporalClientOptions options);

    /// <summary>Connects. Not called for a client that connects at its first call.</summary>
    /// <param name="options">Options, which may be changed.</param>
    /// <param name="continuation">Connects for real.</param>
    /// <returns>The connection.</returns>
    Task<TemporalConnection> ConnectAsync(
        TemporalClientConnectOptions options,
        Func<TemporalClientConnectOptions, Task<TemporalConnection>> continuation);
}
