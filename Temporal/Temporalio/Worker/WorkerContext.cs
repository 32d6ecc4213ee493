using Microsoft.Extensions.Logging;
using Temporalio.Api.Common.V1;
using Temporalio.Client;
using Temporalio.Converters;
using Temporalio.Runtime;

namespace Temporalio.Worker;

/// <summary>What the parts of a worker share.</summary>
internal sealed class WorkerContext
{
    private volatile IWorkerClient _client;

    public WorkerContext(IWorkerClient client, TemporalWorkerOptions options)
    {
        _client = client;
        Options = options;
        _ = ConnectionOf(client);
        TaskQueue = options.TaskQueue!;
        Namespace = client.Options.Namespace;
        Identity = options.Identity ?? ConnectionOf(client).Options.Identity
            ?? $"{Environment.ProcessId}@{System.Net.Dns.GetHostName()}";
        LoggerFactory = options.LoggerFactory ?? client.Options.LoggerFactory;
        Logger = LoggerFactory.CreateLogger<TemporalWorker>();
        DataConverter = client.Options.DataConverter;
        Runtime = ConnectionOf(client).Options.Runtime ?? TemporalRuntime.Default;
        Metrics = new WorkerMetrics(Runtime, Namespace, TaskQueue);
#pragma warning disable CS0618 // The old way of versioning.
        UseBuildIdVersioning = options.UseWorkerVersioning;
        BuildId = options.DeploymentOptions?.Version?.BuildId ?? options.BuildId
#pragma warning restore CS0618
            ?? (System.Reflection.Assembly.GetEntryAssembly() ?? typeof(WorkerContext).Assembly)
                .ManifestModule.ModuleVersionId.ToString();
    }

    public IWorkerClient Client
    {
        get => _client;
        set
        {
            _ = ConnectionOf(value);
            _client = value;
        }
    }

    public TemporalWorkerOptions Options { get; }

    public WorkflowService Service => ConnectionOf(_client).WorkflowService;

    public string TaskQueue { get; }

    public string Namespace { get; }

    public string Identity { get; }

    public string BuildId { get; }

    /// <summary>Whether the server routes by the build id, in the old way.</summary>
    public bool UseBuildIdVersioning { get; }

    /// <summary>The build id to poll with, null for a worker without versioning in the old way.</summary>
    public WorkerVersionCapabilities? VersionCapabilities =>
        UseBuildIdVersioning ? new() { BuildId = BuildId, UseVersioning = true } : null;

    /// <summary>The build id to complete with, null for a worker without versioning in the old way.</summary>
    public WorkerVersionStamp? VersionStamp =>
        UseBuildIdVersioning ? new() { BuildId = BuildId, UseVersioning = true } : null;

    /// <summary>The connection, if it is one of this library.</summary>
    public TemporalConnection? Connection => ConnectionOf(_client) as TemporalConnection;

    public TemporalRuntime Runtime { get; }

    public WorkerMetrics Metrics { get; }

    public ILoggerFactory LoggerFactory { get; }

    public ILogger Logger { get; }

    public DataConverter DataConverter { get; }

    /// <summary>The deployment to report, null for a worker without versioning.</summary>
    public Api.Deployment.V1.WorkerDeploymentOptions? Deployment => Options.DeploymentOptions is { Version: { } version } d
        ? new Api.Deployment.V1.WorkerDeploymentOptions
        {
            DeploymentName = version.DeploymentName,
            BuildId = version.BuildId,
            WorkerVersioningMode = d.UseWorkerVersioning
                ? Api.Enums.V1.WorkerVersioningMode.Versioned
                : Api.Enums.V1.WorkerVersioningMode.Unversioned,
        }
        : null;

    public static RpcOptions PollOptions(CancellationToken stop) =>
        new() { Retry = false, Timeout = TimeSpan.FromSeconds(70), CancellationToken = stop };

    private static ITemporalConnection ConnectionOf(IWorkerClient client) =>
        client.BridgeClientProvider as ITemporalConnection
        ?? (client as ITemporalClient)?.Connection
        ?? throw new ArgumentException("The worker's client must have a connection");
}
