using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Temporalio.Client;
using Temporalio.Worker;

namespace Temporalio.Extensions.Hosting;

/// <summary>Runs a worker as long as the host runs.</summary>
public class TemporalWorkerService : BackgroundService
{
    private readonly TemporalClientConnectOptions? _clientOptions;
    private readonly ITemporalClient? _client;
    private readonly TemporalWorkerOptions _workerOptions;
    private readonly TemporalWorkerClientUpdater? _updater;

    /// <summary>Makes a service that connects by itself.</summary>
    /// <param name="options">Options, with those of the client.</param>
    /// <exception cref="ArgumentException">There are no client options.</exception>
    public TemporalWorkerService(TemporalWorkerServiceOptions options)
    {
        _clientOptions = options.ClientOptions
            ?? throw new ArgumentException("Client options must be set", nameof(options));
        _workerOptions = options;
        _updater = options.WorkerClientUpdater;
    }

    /// <summary>Makes a service that connects by itself.</summary>
    /// <param name="clientOptions">Options of the client.</param>
    /// <param name="workerOptions">Options of the worker.</param>
    public TemporalWorkerService(TemporalClientConnectOptions clientOptions, TemporalWorkerOptions workerOptions)
    {
        _clientOptions = clientOptions;
        _workerOptions = workerOptions;
    }

    /// <summary>Makes a service that uses a client.</summary>
    /// <param name="client">The client.</param>
    /// <param name="workerOptions">Options of the worker.</param>
    public TemporalWorkerService(ITemporalClient client, TemporalWorkerOptions workerOptions)
    {
        _client = client;
        _workerOptions = workerOptions;
    }

    /// <summary>Makes a service of what is registered.</summary>
    /// <param name="serviceId">The service's name.</param>
    /// <param name="optionsMonitor">Gives its options.</param>
    /// <param name="existingClient">The client, if the options do not say how to connect.</param>
    /// <param name="loggerFactory">Makes loggers, if the options do not.</param>
    /// <exception cref="InvalidOperationException">There is neither client nor client options.</exception>
    public TemporalWorkerService(
        TemporalWorkerServiceIdentifier serviceId,
        IOptionsMonitor<TemporalWorkerServiceOptions> optionsMonitor,
        ITemporalClient? existingClient = null,
        ILoggerFactory? loggerFactory = null)
    {
        var options = (TemporalWorkerServiceOptions)optionsMonitor.Get(serviceId.OptionsName).Clone();
        options.LoggerFactory ??= loggerFactory;
        _clientOptions = options.ClientOptions;
        _updater = options.WorkerClientUpdater;
        _workerOptions = options;
        if (_clientOptions is null)
        {
            _client = existingClient ?? throw new InvalidOperationException(
                "No client options and no client registered: give the worker a target host or call AddTemporalClient");
        }
        else if (loggerFactory is not null
            && _clientOptions.LoggerFactory is Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory)
        {
            _clientOptions.LoggerFactory = loggerFactory;
        }
    }

    /// <summary>Makes a service of what is registered.</summary>
    /// <param name="taskQueue">The task queue.</param>
    /// <param name="buildId">The worker's build id; null for none.</param>
    /// <param name="optionsMonitor">Gives its options.</param>
    /// <param name="existingClient">The client, if the options do not say how to connect.</param>
    /// <param name="loggerFactory">Makes loggers, if the options do not.</param>
    /// <exception cref="InvalidOperationException">There is neither client nor client options.</exception>
    [Obsolete("Use the overload with an identifier")]
    public TemporalWorkerService(
        string taskQueue,
        string? buildId,
        IOptionsMonitor<TemporalWorkerServiceOptions> optionsMonitor,
        ITemporalClient? existingClient = null,
        ILoggerFactory? loggerFactory = null)
        : this(
            new TemporalWorkerServiceIdentifier(taskQueue, buildId, VersionIsBuildId: true),
            optionsMonitor,
            existingClient,
            loggerFactory)
    {
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var client = _client ?? await TemporalClient.ConnectAsync(_clientOptions!).ConfigureAwait(false);
        // A lazy client has not spoken to the server yet; a worker without server should fail at the start.
        await client.Connection.ConnectAsync().ConfigureAwait(false);
        using var worker = new TemporalWorker(client, _workerOptions);
        void Update(IWorkerClient updated) => worker.Client = updated;
        _updater?.Subscribe(Update);
        try
        {
            await worker.ExecuteAsync(stoppingToken).ConfigureAwait(false);
        }
        finally
        {
            _updater?.Unsubscribe(Update);
        }
    }
}
