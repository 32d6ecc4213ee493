using Microsoft.Extensions.Logging;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.WorkflowService.V1;
using Temporalio.Client;
using Temporalio.Exceptions;

namespace Temporalio.Worker;

/// <summary>Runs workflows and activities of one task queue.</summary>
public class TemporalWorker : IDisposable
{
    private readonly WorkerContext _context;
    private readonly WorkflowWorker? _workflows;
    private readonly ActivityWorker? _activities;
    private readonly IReadOnlyCollection<ITemporalWorkerPlugin> _plugins;
    private readonly CancellationTokenSource _disposed = new();
    private int _started;

    /// <summary>Makes a worker.</summary>
    /// <param name="client">The client, whose connection the worker uses.</param>
    /// <param name="options">Options; copied.</param>
    /// <exception cref="ArgumentException">The options do not fit together.</exception>
    public TemporalWorker(IWorkerClient client, TemporalWorkerOptions options)
    {
        Options = (TemporalWorkerOptions)options.Clone();
        // A client's plugins come first, as they know of the client's workers.
        _plugins = [.. (client.Options.Plugins ?? []).OfType<ITemporalWorkerPlugin>(), .. Options.Plugins ?? []];
        foreach (var plugin in _plugins)
        {
            plugin.ConfigureWorker(Options);
        }

        if (string.IsNullOrEmpty(Options.TaskQueue))
        {
            throw new ArgumentException("TaskQueue must be set");
        }

        if (Options.Activities.Count == 0 && Options.Workflows.Count == 0)
        {
            throw new ArgumentException("Must have at least one workflow and/or activity");
        }

        if (Options.MaxEagerActivityReservationsPerWorkflowTask < 1)
        {
            throw new ArgumentException("MaxEagerActivityReservationsPerWorkflowTask must be positive");
        }

        if (Options.Tuner is not null && (Options.MaxConcurrentWorkflowTasks ?? Options.MaxConcurrentActivities
            ?? Options.MaxConcurrentLocalActivities) is not null)
        {
            throw new ArgumentException("Cannot set both Tuner and a maximum of concurrent tasks");
        }

#pragma warning disable CS0618 // The old way of versioning.
        if (Options.DeploymentOptions is not null && (Options.UseWorkerVersioning || Options.BuildId is not null))
        {
            throw new ArgumentException("Cannot set both DeploymentOptions and BuildId or UseWorkerVersioning");
        }

        if (Options.UseWorkerVersioning && string.IsNullOrEmpty(Options.BuildId))
        {
            throw new ArgumentException("BuildId must be set with UseWorkerVersioning");
        }
#pragma warning restore CS0618

        _context = new WorkerContext(client, Options);
        _activities = Options.Activities.Count > 0 ? new ActivityWorker(_context) : null;
        _workflows = Options.Workflows.Count > 0 ? new WorkflowWorker(_context, _activities) : null;
    }

    /// <summary>The options; changes have no effect.</summary>
    public TemporalWorkerOptions Options { get; }

    /// <summary>The client; may be replaced, and new calls use the new one.</summary>
    public IWorkerClient Client
    {
        get => _context.Client;
        set => _context.Client = value;
    }

    /// <summary>Runs the worker until it is stopped.</summary>
    /// <param name="stoppingToken">Stops the worker.</param>
    /// <returns>A task that is cancelled when the worker has stopped.</returns>
    public Task ExecuteAsync(CancellationToken stoppingToken) =>
        ExecuteWithPluginsAsync<ValueTuple>(null, stoppingToken);

    /// <summary>Runs the worker until a function ends.</summary>
    /// <param name="untilComplete">The function.</param>
    /// <param name="stoppingToken">Stops the worker.</param>
    /// <returns>When the worker has stopped.</returns>
    public Task ExecuteAsync(Func<Task> untilComplete, CancellationToken stoppingToken = default) =>
        ExecuteWithPluginsAsync<ValueTuple>(
            async () =>
            {
                await untilComplete().ConfigureAwait(false);
                return default;
            },
            stoppingToken);

    /// <summary>Runs the worker until a function ends.</summary>
    /// <typeparam name="TResult">The function's result type.</typeparam>
    /// <param name="untilComplete">The function.</param>
    /// <param name="stoppingToken">Stops the worker.</param>
    /// <returns>The function's result, when the worker has stopped.</returns>
    public Task<TResult> ExecuteAsync<TResult>(
        Func<Task<TResult>> untilComplete, CancellationToken stoppingToken = default) =>
        ExecuteWithPluginsAsync(untilComplete, stoppingToken);

    /// <summary>Stops the worker without waiting for it.</summary>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Stops the worker without waiting for it.</summary>
    /// <param name="disposing">Whether this is not the finaliser.</param>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing && !_disposed.IsCancellationRequested)
        {
            // Not disposed itself: a run in progress may still register with it.
            _disposed.Cancel();
        }
    }

    private Task<TResult> ExecuteWithPluginsAsync<TResult>(
        Func<Task<TResult>>? untilComplete, CancellationToken stoppingToken)
    {
        Func<TemporalWorker, CancellationToken, Task<TResult>> run =
            (worker, token) => worker.ExecuteInternalAsync(untilComplete, token);
        foreach (var plugin in _plugins.Reverse())
        {
            var next = run;
            run = (worker, token) => plugin.RunWorkerAsync(worker, next, token);
        }

        return run(this, stoppingToken);
    }

    private async Task<TResult> ExecuteInternalAsync<TResult>(
        Func<Task<TResult>>? untilComplete, CancellationToken stoppingToken)
    {
        ObjectDisposedException.ThrowIf(_disposed.IsCancellationRequested, this);
        if (Interlocked.Exchange(ref _started, 1) != 0)
        {
            throw new InvalidOperationException("Already started");
        }

        var heartbeats = await ValidateAsync(stoppingToken).ConfigureAwait(false);
        _context.Metrics.Started();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, _disposed.Token);
        var heartbeating = heartbeats?.RunAsync(stop.Token) ?? Task.CompletedTask;
        var user = untilComplete is null ? null : RunUser(untilComplete);
        // Not awaited in order: the first to end decides how the rest ends.
        List<Task> workers = [];
        if (_workflows is not null)
        {
            workers.Add(_workflows.RunAsync(stop.Token));
        }

        if (_activities is not null)
        {
            workers.Add(_activities.RunAsync(stop.Token));
        }

        var first = await Task.WhenAny(
            user is null ? workers : [user, .. workers]).ConfigureAwait(false);
        await stop.CancelAsync().ConfigureAwait(false);
        try
        {
            await Task.WhenAll(workers).ConfigureAwait(false);
        }
        finally
        {
            await heartbeating.ConfigureAwait(false);
            await ShutDownAsync().ConfigureAwait(false);
        }

        if (user is not null && (first == user || user.IsCompleted))
        {
            return await user.ConfigureAwait(false);
        }

        stoppingToken.ThrowIfCancellationRequested();
        ObjectDisposedException.ThrowIf(_disposed.IsCancellationRequested, this);
        throw new InvalidOperationException("The worker's polls ended unexpectedly");
    }

    private static Task<T> RunUser<T>(Func<Task<T>> untilComplete) => Task.Run(untilComplete);

    /// <summary>Checks that there is such a namespace.</summary>
    /// <returns>What tells the server of the worker, if it wants to know.</returns>
    private async Task<WorkerHeartbeats?> ValidateAsync(CancellationToken token)
    {
        var response = await _context.Service.DescribeNamespaceAsync(
            new DescribeNamespaceRequest { Namespace = _context.Namespace },
            new RpcOptions { Retry = true, CancellationToken = token }).ConfigureAwait(false);
        return response.NamespaceInfo?.Capabilities is { WorkerHeartbeats: true }
            && _context.Runtime.Options.WorkerHeartbeatInterval is { } interval
                ? new WorkerHeartbeats(_context, _workflows, _activities, interval, [.. _plugins.Select(p => p.Name)])
                : null;
    }

    /// <summary>Tells the server that nobody will take cached runs any more; it need not know.</summary>
    private async Task ShutDownAsync()
    {
        try
        {
            await _context.Service.ShutdownWorkerAsync(
                new ShutdownWorkerRequest
                {
                    Namespace = _context.Namespace,
                    Identity = _context.Identity,
                    StickyTaskQueue = _workflows?.StickyQueue ?? "",
                    TaskQueue = _context.TaskQueue,
                    Reason = "graceful shutdown",
                },
                new RpcOptions { Timeout = TimeSpan.FromSeconds(2) }).ConfigureAwait(false);
        }
        catch (Exception e) when (e is RpcException or OperationCanceledException or InvalidOperationException)
        {
            // Old servers lack the call; without it the server finds out after the sticky timeout.
            _context.Logger.LogDebug(e, "Worker shutdown was not reported");
        }
    }
}
