using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using OpsFlow.Engine.Executions;
using OpsFlow.Engine.Histories;
using OpsFlow.Engine.Matching;
using OpsFlow.Engine.Namespaces;
using OpsFlow.Engine.Schedules;
using OpsFlow.Engine.Services;
using OpsFlow.Engine.Storage;
using OpsFlow.Engine.Timing;
using OpsFlow.Engine.WebConsole;

namespace OpsFlow.Engine.Hosting;

/// <summary>A running server with its own listener.</summary>
public sealed class EngineHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ExecutionEngine _engine;
    private readonly SqliteStore _store;
    private readonly NamespaceRegistry _namespaces;
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ConsoleApi? _console;
    private IdleTrim? _trim;
    private int _stopping;

    private EngineHost(
        WebApplication app, ExecutionEngine engine, SqliteStore store, NamespaceRegistry namespaces, string host,
        int port)
    {
        _app = app;
        _engine = engine;
        _store = store;
        _namespaces = namespaces;
        Host = host;
        Port = port;
    }

    /// <summary>The address that it listens on.</summary>
    public string Host { get; }

    /// <summary>The port of the gRPC services.</summary>
    public int Port { get; }

    /// <summary>The port of the console; null when there is none.</summary>
    public int? UiPort { get; private init; }

    /// <summary>The target to give to clients: <c>host:port</c>.</summary>
    public string Address => Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]:{Port}" : $"{Host}:{Port}";

    /// <summary>Opens the database, takes up what a former server left, and listens.</summary>
    /// <param name="options">Options.</param>
    /// <param name="loggerFactory">Where to log; null for nowhere.</param>
    /// <param name="cancellationToken">Gives up starting.</param>
    /// <returns>The running server.</returns>
    /// <exception cref="ArgumentException">The options contradict each other, or the certificate is not for
    /// servers.</exception>
    /// <exception cref="IOException">
    /// The address or the database is in use or not to be had, or the database cannot be read.
    /// </exception>
    public static async Task<EngineHost> StartAsync(
        EngineOptions options, ILoggerFactory? loggerFactory = null, CancellationToken cancellationToken = default)
    {
        var address = options.Validate();
        loggerFactory ??= NullLoggerFactory.Instance;
        var logger = loggerFactory.CreateLogger("OpsFlow.Engine");
        SqliteStore store;
        try
        {
            store = SqliteStore.Open(options.DatabasePath);
        }
        catch (StoreException e)
        {
            throw new IOException(e.Message, e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new IOException($"The database {options.DatabasePath} cannot be opened: {e.Message}", e);
        }

        NamespaceRegistry? namespaces = null;
        ExecutionEngine? engine = null;
        ConsoleApi? console = null;
        WebApplication? app = null;
        try
        {
            var clock = new ServerClock(options.TimeProvider);
            namespaces = new NamespaceRegistry(store, clock);
            await CreateNamespacesAsync(namespaces, options).ConfigureAwait(false);
            engine = new ExecutionEngine(
                store, new TaskQueues(options.TimeProvider), clock, namespaces, logger,
                Math.Max(1, options.MaxCachedWorkflows),
                options.TimeSkipping, options.SuggestContinueAsNewAt);
            var schedules = new ScheduleService(engine);
            engine.Start();
            schedules.Start();
            if (!options.TimeStartsLocked)
            {
                engine.Skipper?.Release();
            }

            console = options.UiPort is null ? null : new ConsoleApi();
            app = BuildApp(options, address, loggerFactory, logger, engine, namespaces, schedules);
            console?.Map(app);
            await app.StartAsync(cancellationToken).ConfigureAwait(false);
            // In the order of the Listen calls.
            var bound =
                app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.ToList();
            var host = new EngineHost(app, engine, store, namespaces, options.Host, new Uri(bound[0]).Port)
            {
                UiPort = bound.Count > 1 ? new Uri(bound[1]).Port : null,
                _console = console,
                _trim = options.TrimMemoryWhenIdle ? IdleTrim.OfProcess(options.TimeProvider) : null,
            };
            console?.Connect(host.Address, options.Certificate);
            Executions.Log.Listening(logger, host.Address, options.DatabasePath ?? "(temporary)");
            return host;
        }
        catch (Exception e)
        {
            if (app is not null)
            {
                await app.DisposeAsync().ConfigureAwait(false);
            }

            console?.Dispose();
            if (engine is not null)
            {
                await engine.DisposeAsync().ConfigureAwait(false);
            }

            namespaces?.Dispose();
            await store.DisposeAsync().ConfigureAwait(false);
            if (e is StoreException)
            {
                throw new IOException($"The database {options.DatabasePath} cannot be read: {e.Message}", e);
            }

            if (e is SocketException)
            {
                var ports = options.UiPort is { } uiPort
                    ? $"ports {options.Port} and {uiPort}" : $"port {options.Port}";
                throw new IOException($"Cannot listen on {options.Host}, {ports}: {e.Message}", e);
            }

            throw;
        }
    }

    /// <summary>
    /// Ends long polls, lets other calls finish, closes the database. Calling it again waits for the end.
    /// </summary>
    /// <returns>When it is done.</returns>
    public async Task StopAsync()
    {
        if (Interlocked.Exchange(ref _stopping, 1) != 0)
        {
            await _stopped.Task.ConfigureAwait(false);
            return;
        }

        try
        {
            _trim?.Dispose();
            await _engine.StopIntakeAsync().ConfigureAwait(false);
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(5));
            await _app.StopAsync(patience.Token).ConfigureAwait(false);
            await _app.DisposeAsync().ConfigureAwait(false);
            _console?.Dispose();
            await _engine.DisposeAsync().ConfigureAwait(false);
            _namespaces.Dispose();
            await _store.DisposeAsync().ConfigureAwait(false);
        }
        finally
        {
            _stopped.TrySetResult();
        }
    }

    /// <summary>Waits until the server has stopped.</summary>
    /// <param name="cancellationToken">Stops waiting, not the server.</param>
    /// <returns>When it has stopped.</returns>
    public Task WaitForShutdownAsync(CancellationToken cancellationToken = default) =>
        _stopped.Task.WaitAsync(cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => new(StopAsync());

    private static async Task CreateNamespacesAsync(NamespaceRegistry namespaces, EngineOptions options)
    {
        foreach (var name in options.Namespaces)
        {
            var record = new NamespaceRecord
            {
                Name = name,
                RetentionMs =
                    (long)Math.Max(options.Retention.TotalMilliseconds, TimeSpan.FromHours(1).TotalMilliseconds),
            };
            record.SearchAttributes.Add(options.SearchAttributes.ToDictionary());
            if (!await namespaces.AddAsync(record).ConfigureAwait(false) && options.SearchAttributes.Count > 0)
            {
                await namespaces.UpdateAsync(name, known =>
                {
                    foreach (var (attribute, type) in options.SearchAttributes)
                    {
                        known.SearchAttributes[attribute] = type;
                    }
                }).ConfigureAwait(false);
            }
        }
    }

    private static WebApplication BuildApp(
        EngineOptions options,
        IPAddress address,
        ILoggerFactory loggerFactory,
        ILogger logger,
        ExecutionEngine engine,
        NamespaceRegistry namespaces,
        ScheduleService schedules)
    {
        // Slim and empty: no configuration files, no environment, nothing of the application around it.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton<ILoggerFactory>(new RequestSilence(loggerFactory));
        ServiceList.Add(builder.Services, engine, namespaces, schedules, new CallGuard(options.ApiKey, logger));
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = null;
            // A worker keeps many long polls open on one connection; other calls must still get through.
            kestrel.Limits.Http2.MaxStreamsPerConnection = 10_000;
            kestrel.Limits.Http2.InitialConnectionWindowSize = 4 * 1024 * 1024;
            kestrel.Limits.Http2.InitialStreamWindowSize = 1024 * 1024;
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Listen(
                address, options.Port, listen => Configure(listen, HttpProtocols.Http2, options.Certificate));
            if (options.UiPort is { } uiPort)
            {
                kestrel.Listen(address, uiPort, listen => Configure(listen, HttpProtocols.Http1, options.Certificate));
            }
        });
        var app = builder.Build();
        ServiceList.Map(app, engine.Skipper is not null);
        return app;
    }

    private static void Configure(ListenOptions listen, HttpProtocols protocols, X509Certificate2? certificate)
    {
        listen.Protocols = protocols;
        if (certificate is not null)
        {
            listen.UseHttps(certificate);
        }
    }
}
