using System.Runtime.CompilerServices;
using Temporalio.Client;
using Temporalio.Worker;

namespace Temporalio.Common;

/// <summary>A plugin that is made of options; it may be derived from.</summary>
public class SimplePlugin : ITemporalClientPlugin, ITemporalWorkerPlugin
{
    /// <summary>Makes a plugin.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="options">What it does; null for nothing.</param>
    public SimplePlugin(string name, SimplePluginOptions? options = null)
    {
        Name = name;
        Options = options ?? new();
    }

    /// <summary>What it does.</summary>
    public SimplePluginOptions Options { get; }

    /// <inheritdoc cref="ITemporalClientPlugin.Name"/>
    public string Name { get; }

    /// <inheritdoc/>
    public virtual void ConfigureClient(TemporalClientOptions options)
    {
        options.DataConverter = Replaced(options.DataConverter, Options.DataConverterOption);
        options.Interceptors = Appended(options.Interceptors, Options.ClientInterceptorsOption);
    }

    /// <inheritdoc/>
    public virtual Task<TemporalConnection> ConnectAsync(
        TemporalClientConnectOptions options,
        Func<TemporalClientConnectOptions, Task<TemporalConnection>> continuation) => continuation(options);

    /// <inheritdoc/>
    public virtual void ConfigureWorker(TemporalWorkerOptions options)
    {
        foreach (var activity in Options.Activities)
        {
            options.Activities.Add(activity);
        }

        foreach (var workflow in Options.Workflows)
        {
            options.Workflows.Add(workflow);
        }

        options.Interceptors = Appended(options.Interceptors, Options.WorkerInterceptorsOption);
        options.WorkflowFailureExceptionTypes =
            Appended(options.WorkflowFailureExceptionTypes, Options.WorkflowFailureExceptionTypesOption);
    }

    /// <inheritdoc/>
    public virtual Task<TResult> RunWorkerAsync<TResult>(
        TemporalWorker worker,
        Func<TemporalWorker, CancellationToken, Task<TResult>> continuation,
        CancellationToken stoppingToken) => InContextAsync(() => continuation(worker, stoppingToken));

    /// <inheritdoc/>
    public virtual void ConfigureReplayer(WorkflowReplayerOptions options)
    {
        options.DataConverter = Replaced(options.DataConverter, Options.DataConverterOption);
        foreach (var workflow in Options.Workflows)
        {
            options.Workflows.Add(workflow);
        }

        options.Interceptors = Appended(options.Interceptors, Options.WorkerInterceptorsOption);
        options.WorkflowFailureExceptionTypes =
            Appended(options.WorkflowFailureExceptionTypes, Options.WorkflowFailureExceptionTypesOption);
    }

    /// <inheritdoc/>
    public virtual Task<IEnumerable<WorkflowReplayResult>> ReplayWorkflowsAsync(
        WorkflowReplayer replayer,
        Func<WorkflowReplayer, CancellationToken, Task<IEnumerable<WorkflowReplayResult>>> continuation,
        CancellationToken cancellationToken) => InContextAsync(() => continuation(replayer, cancellationToken));

    /// <inheritdoc/>
    public virtual async IAsyncEnumerable<WorkflowReplayResult> ReplayWorkflowsAsync(
        WorkflowReplayer replayer,
        Func<WorkflowReplayer, IAsyncEnumerable<WorkflowReplayResult>> continuation,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await BeforeAsync().ConfigureAwait(false);
        try
        {
            await foreach (var result in continuation(replayer).WithCancellation(cancellationToken).ConfigureAwait(false))
            {
                yield return result;
            }
        }
        finally
        {
            await AfterAsync().ConfigureAwait(false);
        }
    }

    private static T Replaced<T>(T existing, SimplePluginOptions.SimplePluginOption<T>? option) => option switch
    {
        null => existing,
        { Configurable: { } change } => change(existing),
        _ => option.Constant ?? existing,
    };

    private static IReadOnlyCollection<T>? Appended<T>(
        IReadOnlyCollection<T>? existing, SimplePluginOptions.SimplePluginOption<IReadOnlyCollection<T>?>? option) => option switch
    {
        null => existing,
        { Configurable: { } change } => change(existing),
        _ => option.Constant is { } more ? [.. existing ?? [], .. more] : existing,
    };

    private async Task<T> InContextAsync<T>(Func<Task<T>> run)
    {
        await BeforeAsync().ConfigureAwait(false);
        try
        {
            return await run().ConfigureAwait(false);
        }
        finally
        {
            await AfterAsync().ConfigureAwait(false);
        }
    }

    private Task BeforeAsync() => Options.RunContextBefore?.Invoke() ?? Task.CompletedTask;

    private Task AfterAsync() => Options.RunContextAfter?.Invoke() ?? Task.CompletedTask;
}
