using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace OpsFlow.Engine.Hosting;

/// <summary>The server as a part of a hosted application.</summary>
public sealed class EngineService : IHostedLifecycleService
{
    private readonly EngineOptions _options;
    private readonly ILoggerFactory _loggers;
    private EngineHost? _host;

    internal EngineService(EngineOptions options, ILoggerFactory loggers)
    {
        _options = options;
        _loggers = loggers;
    }

    /// <summary>The running server.</summary>
    /// <exception cref="InvalidOperationException">It does not run (yet).</exception>
    public EngineHost Host => _host ?? throw new InvalidOperationException("The server does not run.");

    /// <inheritdoc/>
    // The starting phase comes before every hosted service's own start, so that workers find the server.
    public async Task StartingAsync(CancellationToken cancellationToken) =>
        _host = await EngineHost.StartAsync(_options, _loggers, cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    // The stopped phase comes after every hosted service's own stop: workers can still report their last results.
    public Task StoppedAsync(CancellationToken cancellationToken) => _host?.StopAsync() ?? Task.CompletedTask;
}
