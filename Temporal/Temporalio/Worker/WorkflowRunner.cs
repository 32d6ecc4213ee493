using Temporalio.Api.History.V1;
using Temporalio.Worker.Replay;

namespace Temporalio.Worker;

/// <summary>One run in memory: its history's core and its instance, taken through steps together.</summary>
internal sealed class WorkflowRunner : IDisposable
{
    /// <summary>How long one step may hold its thread.</summary>
    internal static readonly TimeSpan DeadlockTimeout = TimeSpan.FromSeconds(2);

    private Func<ActivationJob.Initialize, DateTime, WorkflowInstance>? _createInstance;
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
    public Task AdvanceAsync() => StepsAsync(Core.NextActivation(), Core.NextActivation);

    /// <summary>Answers the queries.</summary>
    public Task AnswerQueriesAsync() => StepsAsync(Core.NextQueryActivation(), () => null);

    /// <inheritdoc/>
    public void Dispose()
    {
        Locals.Dispose();
        _instance?.Dispose();
    }

    private async Task StepsAsync(WorkflowActivation? first, Func<WorkflowActivation?> following)
    {
        if (first is null)
        {
            return;
        }

        var activation = first;
        // What one step leaves in the thread's context is not there for the next.
        var context = ExecutionContext.Capture();
        var steps = new WorkflowSteps(steps =>
        {
            if (!Take(steps, activation, context))
            {
                return false;
            }

            activation = following();
            return activation is not null;
        });
        if (await steps.RunAsync(_debug ? Timeout.InfiniteTimeSpan : DeadlockTimeout).ConfigureAwait(false) is { } stuck)
        {
            StuckStep = stuck;
            throw new WorkflowActivationException(new WorkflowDeadlockException(RunId, DeadlockTimeout));
        }
    }

    /// <summary>Takes one step.</summary>
    /// <returns>False if it took so long that it was given up.</returns>
    private bool Take(WorkflowSteps steps, WorkflowActivation activation, ExecutionContext? context)
    {
        if (_instance is null)
        {
            var start = activation.Jobs.OfType<ActivationJob.Initialize>().FirstOrDefault()
                ?? throw new InvalidOperationException("History does not begin with the start of the workflow");
            _instance = _createInstance!(start, activation.Timestamp);
            _createInstance = null;
        }

        var instance = _instance;
        IReadOnlyList<WorkflowCommand> commands = [];
        steps.Begin();
        if (context is null)
        {
            commands = instance.Activate(activation);
        }
        else
        {
            ExecutionContext.Run(context, _ => commands = instance.Activate(activation), null);
        }

        if (!steps.End())
        {
            return false;
        }

        if (instance.UsesModernLogic)
        {
            Core.UseLangFlag(SdkFlags.ModernEventLoop);
        }

        Core.ApplyCommands(commands);
        return true;
    }
}
