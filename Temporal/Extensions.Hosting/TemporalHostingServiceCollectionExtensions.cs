using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Temporalio.Client;
using Temporalio.Extensions.Hosting;
using Temporalio.Worker;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds clients and workers to services.</summary>
public static class TemporalHostingServiceCollectionExtensions
{
    /// <summary>Adds a worker that connects by itself and is versioned in the old way.</summary>
    /// <param name="services">The services.</param>
    /// <param name="clientTargetHost">The server.</param>
    /// <param name="clientNamespace">The namespace.</param>
    /// <param name="taskQueue">The task queue.</param>
    /// <param name="buildId">The worker's build id.</param>
    /// <returns>Builds the worker's options.</returns>
    [Obsolete("Use the overload with deployment options")]
    public static ITemporalWorkerServiceOptionsBuilder AddHostedTemporalWorker(
        this IServiceCollection services,
        string clientTargetHost,
        string clientNamespace,
        string taskQueue,
        string buildId)
    {
        var builder = services.AddHostedTemporalWorker(taskQueue, buildId);
        builder.ConfigureOptions().Configure(options =>
            options.ClientOptions = new(clientTargetHost) { Namespace = clientNamespace });
        return builder;
    }

    /// <summary>Adds a worker that is versioned in the old way and uses the client among the services, unless its options
    /// say how to connect.</summary>
    /// <param name="services">The services.</param>
    /// <param name="taskQueue">The task queue.</param>
    /// <param name="buildId">The worker's build id.</param>
    /// <returns>Builds the worker's options.</returns>
    [Obsolete("Use the overload with deployment options")]
    public static ITemporalWorkerServiceOptionsBuilder AddHostedTemporalWorker(
        this IServiceCollection services, string taskQueue, string buildId) =>
        AddWorker(new TemporalWorkerServiceOptionsBuilder(taskQueue, buildId, services));

    /// <summary>Adds a worker that connects by itself.</summary>
    /// <param name="services">The services.</param>
    /// <param name="clientTargetHost">The server.</param>
    /// <param name="clientNamespace">The namespace.</param>
    /// <param name="taskQueue">The task queue.</param>
    /// <param name="deploymentOptions">The deployment version of the worker.</param>
    /// <returns>Builds the worker's options.</returns>
    public static ITemporalWorkerServiceOptionsBuilder AddHostedTemporalWorker(
        this IServiceCollection services,
        string clientTargetHost,
        string clientNamespace,
        string taskQueue,
        WorkerDeploymentOptions? deploymentOptions = null)
    {
        var builder = services.AddHostedTemporalWorker(taskQueue, deploymentOptions);
        builder.ConfigureOptions().Configure(options =>
            options.ClientOptions = new(clientTargetHost) { Namespace = clientNamespace });
        return builder;
    }

    /// <summary>Adds a worker that uses the client among the services, unless its options say how to connect.</summary>
    /// <param name="services">The services.</param>
    /// <param name="taskQueue">The task queue.</param>
    /// <param name="deploymentOptions">The deployment version of the worker.</param>
    /// <returns>Builds the worker's options.</returns>
    public static ITemporalWorkerServiceOptionsBuilder AddHostedTemporalWorker(
        this IServiceCollection services, string taskQueue, WorkerDeploymentOptions? deploymentOptions = null) =>
        AddWorker(new TemporalWorkerServiceOptionsBuilder(taskQueue, deploymentOptions, services));

    /// <summary>Adds a client that connects at its first call.</summary>
    /// <param name="services">The services.</param>
    /// <param name="clientTargetHost">The server.</param>
    /// <param name="clientNamespace">The namespace.</param>
    /// <returns>Builds the client's options.</returns>
    public static OptionsBuilder<TemporalClientConnectOptions> AddTemporalClient(
        this IServiceCollection services, string? clientTargetHost = null, string? clientNamespace = null)
    {
        services.TryAddSingleton<ITemporalClient>(provider =>
            TemporalClient.CreateLazy(provider.GetRequiredService<IOptions<TemporalClientConnectOptions>>().Value));
        var builder = services.AddOptions<TemporalClientConnectOptions>();
        builder.Configure<IServiceProvider>((options, provider) =>
        {
            options.TargetHost = clientTargetHost ?? options.TargetHost;
            options.Namespace = clientNamespace ?? options.Namespace;
            if (options.LoggerFactory is NullLoggerFactory && provider.GetService<ILoggerFactory>() is { } loggers)
            {
                options.LoggerFactory = loggers;
            }
        });
        return builder;
    }

    /// <summary>Adds a client that connects at its first call.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configureClient">Changes its options.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddTemporalClient(
        this IServiceCollection services, Action<TemporalClientConnectOptions> configureClient)
    {
        services.AddTemporalClient().Configure(configureClient);
        return services;
    }

    private static TemporalWorkerServiceOptionsBuilder AddWorker(TemporalWorkerServiceOptionsBuilder builder)
    {
        var id = TemporalWorkerServiceOptionsBuilderExtensions.IdOf(builder);
        builder.ConfigureOptions(disallowDuplicates: true).Configure<IServiceProvider>((options, provider) =>
        {
            options.TaskQueue = builder.TaskQueue;
            options.DeploymentOptions = builder.DeploymentOptions;
#pragma warning disable CS0618 // The old way of versioning.
            options.BuildId = builder.BuildIdOfOld;
            options.UseWorkerVersioning = builder.BuildIdOfOld is not null;
#pragma warning restore CS0618
            options.WorkerClientUpdater = provider.GetService<TemporalWorkerClientUpdater>();
        });
        builder.Services.AddSingleton(new TemporalWorkerServiceOptionsBuilderExtensions.RegisteredWorker(id));
        builder.Services.AddSingleton<IHostedService>(provider => new TemporalWorkerService(
            id,
            provider.GetRequiredService<IOptionsMonitor<TemporalWorkerServiceOptions>>(),
            provider.GetService<ITemporalClient>(),
            provider.GetService<ILoggerFactory>()));
        return builder;
    }
}
