using Temporalio.Api.History.V1;
using Temporalio.Worker.Replay;

namespace Temporalio.Worker;

/// <summary>One run in memory: its history's core and its instance, taken through steps together.</summary>
internal sealed class WorkflowRunner : IDisposable
{
    /// <summary>How long one step may hold its thread.</summary>
    internal static readonly TimeSpan DeadlockTimeout = TimeSpan.FromSeconds(2);

    private readonly Func<ActivationJob.Initialize, DateTime, WorkflowInstance> _createInstance;
    private readonly bool _debug;
    private WorkflowInstance? _instance;

    public WorkflowRunner(
        string runId,
        string taskQueue,
        bool debug,
        Func<ActivationJob.Initialize, DateTime, WorkflowInstance> createInstance)
    {
        RunId = runId;
        _debug = debug;
        _createInstance = createInstance;
        Core = new ReplayCore(taskQueue);
        Core.LocalActivityCancelled += Locals.Cancel;
    }

    public string RunId { get; }

    public ReplayCore Core { get; }

    public WorkflowInstance? Instance => _instance;

    /// <summary>The local activities that run for this run.</summary>
    public LocalActivities Locals { get; } = new();

    /// <summary>The step that still holds its thread after it was given up.</summary>
    public Task? StuckStep { get; private set; }

    /// <summary>Takes every step that is there to take, but queries.</summary>
    public async Task AdvanceAsync()
    {
        while (Core.NextActivation() is { } activation)
        {
            await StepAsync(activation).ConfigureAwait(false);
        }
    }

    /// <summary>Answers the queries.</summary>
    public async Task AnswerQueriesAsync()
    {
        if (Core.NextQueryActivation() is { } activation)
        {
            await StepAsync(activation).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Locals.Dispose();
        _instance?.Dispose();
    }

    private async Task StepAsync(WorkflowActivation activation)
    {
        if (_instance is null)
        {
            var start = activation.Jobs.OfType<ActivationJob.Initialize>().FirstOrDefault()
                ?? throw new InvalidOperationException("History does not begin with the start of the workflow");
            _instance = _createInstance(start, activation.Timestamp);
        }

        var instance = _instance;
        // A thread of its own: workflow code may block it, which must not starve the thread pool.
        var step = Task.Factory.StartNew(
            () => instance.Activate(activation),
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
        IReadOnlyList<WorkflowCommand> commands;
        try
        {
            commands = await step.WaitAsync(_debug ? Timeout.InfiniteTimeSpan : DeadlockTimeout).ConfigureAwait(false);
        }
        catch (TimeoutException) when (!step.IsCompleted)
        {
            StuckStep = step;
            throw new WorkflowActivationException(new WorkflowDeadlockException(RunId, DeadlockTimeout));
        }

        if (instance.UsesModernLogic)
        {
            Core.UseLangFlag(SdkFlags.ModernEventLoop);
        }

        Core.ApplyCommands(commands);
    }
}
