namespace Temporalio.Worker;

/// <summary>Changes how workers and replayers are made and run.</summary>
public interface ITemporalWorkerPlugin
{
    /// <summary>The plugin's name.</summary>
    string Name { get; }

    /// <summary>Changes a worker's options.</summary>
    /// <param name="options">The options.</param>
    void ConfigureWorker(TemporalWorkerOptions options);

    /// <summary>Runs a worker.</summary>
    /// <typeparam name="TResult">The result type.</typeparam>
    /// <param name="worker">The worker.</param>
    /// <param name="continuation">Runs it for real.</param>
    /// <param name="stoppingToken">Stops the worker.</param>
    /// <returns>The result.</returns>
    Task<TResult> RunWorkerAsync<TResult>(
        TemporalWorker worker,
        Func<TemporalWorker, CancellationToken, Task<TResult>> continuation,
        CancellationToken stoppingToken);

    /// <summary>Changes a replayer's options.</summary>
    /// <param name="options">The options.</param>
    void ConfigureReplayer(WorkflowReplayerOptions options);

    /// <summary>Replays histories.</summary>
    /// <param name="replayer">The replayer.</param>
    /// <param name="continuation">Replays for real.</param>
    /// <param name="cancellationToken">Cancels the replay.</param>
    /// <returns>The results.</returns>
    Task<IEnumerable<WorkflowReplayResult>> ReplayWorkflowsAsync(
        WorkflowReplayer replayer,
        Func<WorkflowReplayer, CancellationToken, Task<IEnumerable<WorkflowReplayResult>>> continuation,
        CancellationToken cancellationToken);

    /// <summary>Replays histories one after the other.</summary>
    /// <param name="replayer">The replayer.</param>
    /// <param name="continuation">Replays for real.</param>
    /// <param name="cancellationToken">Cancels the replay.</param>
    /// <returns>The results.</returns>
    IAsyncEnumerable<WorkflowReplayResult> ReplayWorkflowsAsync(
        WorkflowReplayer replayer,
        Func<WorkflowReplayer, IAsyncEnumerable<WorkflowReplayResult>> continuation,
        CancellationToken cancellationToken);
}
