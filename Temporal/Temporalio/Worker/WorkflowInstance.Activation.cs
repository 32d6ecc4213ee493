using Microsoft.Extensions.Logging;
using Temporalio.Exceptions;
using Temporalio.Worker.Replay;
using Temporalio.Workflows;

namespace Temporalio.Worker;

/// <summary>Takes one step.</summary>
internal sealed partial class WorkflowInstance
{
    private bool _started;
    private bool _mainQueued;

    /// <summary>Takes one step on the calling thread.</summary>
    /// <param name="activation">What to tell the workflow.</param>
    /// <returns>What the workflow did.</returns>
    /// <exception cref="Exception">The step failed, and with it the workflow task.</exception>
    public IReadOnlyList<WorkflowCommand> Activate(WorkflowActivation activation)
    {
        if (!_started)
        {
            _started = true;
            UsesModernLogic = !activation.IsReplaying || activation.LangFlags.Contains(SdkFlags.ModernEventLoop);
        }

        _threadId = Environment.CurrentManagedThreadId;
        _details.TaskStarting?.Invoke(this);
        _commands.Clear();
        _activationException = null;
        SetContext(activation);
        var previous = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        using var tracing = _details.DisableTracingEventListener ? null : WorkflowTracing.Watch(this);
        try
        {
            if (UsesModernLogic)
            {
                ApplyModern(activation);
            }
            else
            {
                ApplyLegacy(activation);
            }
        }
        catch (Exception e)
        {
            _activationException ??= e;
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(previous);
        }

        _threadId = 0;
        // An exception may be no more than a consequence of the scheduler's being left.
        var failure = tracing?.Violation ?? (_foreignTask ? ForeignTask() : _activationException);
        _details.TaskCompleted?.Invoke(this, failure);
        if (failure is null)
        {
            WarnOfUnfinishedHandlers();
            if (activation.IsReplaying && activation.LangFlags.Contains(SdkFlags.ReorderWorkflowCompletion))
            {
                MoveCompletionToEnd();
            }

            return [.. _commands];
        }

        _logger.LogWarning(
            failure, "Failed activation on workflow {WorkflowType} with ID {WorkflowId} and run ID {RunId}",
            Info.WorkflowType, Info.WorkflowId, Info.RunId);
        throw new WorkflowActivationException(failure);
    }

    private static InvalidWorkflowSchedulerException ForeignTask() => new(
        "Workflow code was continued by something other than the workflow: ConfigureAwait(false) or a task of the framework",
        null);

    private void SetContext(WorkflowActivation activation)
    {
        UtcNow = activation.Timestamp;
        IsReplaying = activation.IsReplaying;
        ContinueAsNewSuggested = activation.ContinueAsNewSuggested;
        SuggestedContinueAsNewReasons =
        [
            .. activation.SuggestedReasons
                .Select(r => (SuggestContinueAsNewReason)r)
                .Where(r => r != SuggestContinueAsNewReason.Unspecified),
        ];
        CurrentHistoryLength = activation.HistoryLength;
        CurrentHistorySize = (int)activation.HistorySize;
        TargetWorkerDeploymentVersionChanged = activation.TargetVersionChanged;
        CurrentDeploymentVersion =
            Common.WorkerDeploymentVersion.FromProto(activation.DeploymentVersion) ?? CurrentDeploymentVersion;
    }

    private void ApplyModern(WorkflowActivation activation)
    {
        foreach (var job in activation.Jobs)
        {
            ApplyJob(job);
        }

        QueueMain();
        RunLoop(!activation.OnlyQueries);
    }

    /// <summary>As the official library did before flag 2: the loop runs after each job.</summary>
    private void ApplyLegacy(WorkflowActivation activation)
    {
        foreach (var job in activation.Jobs.OrderBy(LegacyOrder))
        {
            ApplyJob(job);
            if (job is ActivationJob.Initialize)
            {
                QueueMain();
            }

            RunLoop(job is not (ActivationJob.NotifyHasPatch or ActivationJob.Query));
        }
    }

    private static int LegacyOrder(ActivationJob job) => job switch
    {
        ActivationJob.NotifyHasPatch or ActivationJob.UpdateRandomSeed => 1,
        ActivationJob.Signal or ActivationJob.DoUpdate => 2,
        ActivationJob.Initialize => 3,
        _ => 4,
    };

    private void QueueMain()
    {
        if (!_mainQueued)
        {
            _mainQueued = true;
            _ = QueueNewTaskAsync(() => RunTopLevelAsync(RunMainAsync));
        }
    }

    private async Task RunMainAsync()
    {
        var instance = EnsureInstance();
        var result = await Inbound.ExecuteWorkflowAsync(new(instance, Definition.RunMethod, StartArgs))
            .ConfigureAwait(true);
        AddCommand(new WorkflowCommand.Complete(PayloadConverter.ToPayload(result)));
    }

    /// <summary>What the run method and each signal handler run in: it decides what an exception means.</summary>
    private async Task RunTopLevelAsync(Func<Task> function)
    {
        try
        {
            try
            {
                await function().ConfigureAwait(true);
            }
            catch (ContinueAsNewException e)
            {
                AddCommand(ContinueAsNewCommand(e.Input));
            }
            catch (Exception e) when (
                CancellationToken.IsCancellationRequested && TemporalException.IsCanceledException(e))
            {
                AddCommand(new WorkflowCommand.Cancel());
            }
            catch (Exception e) when (IsFailure(e))
            {
                AddCommand(new WorkflowCommand.Fail(ToFailure(e)));
            }
        }
        catch (Exception e)
        {
            // Everything else is a bug: the task fails and is tried again until the code is fixed.
            _activationException ??= e;
        }
    }

    private void MoveCompletionToEnd()
    {
        if (_commands.FindLast(c => c is WorkflowCommand.Complete or WorkflowCommand.Fail or WorkflowCommand.Cancel
            or WorkflowCommand.ContinueAsNew) is { } last)
        {
            _commands.Remove(last);
            _commands.Add(last);
        }
    }

    private void WarnOfUnfinishedHandlers()
    {
        if (IsReplaying || _handlers.Count == 0 || !_commands.Any(c => c is WorkflowCommand.Complete
            or WorkflowCommand.Cancel or WorkflowCommand.ContinueAsNew))
        {
            return;
        }

        var unfinished = _handlers.Where(h => h.Policy == HandlerUnfinishedPolicy.WarnAndAbandon).ToArray();
        if (unfinished.Where(h => h.UpdateId is not null).Select(h => new { name = h.Name, id = h.UpdateId }).ToArray()
            is { Length: > 0 } updates)
        {
            _logger.LogWarning(
                "[TMPRL1102] Workflow {WorkflowId} finished while update handlers are still running. This may have interrupted "
                + "work that the update handler was doing, and the client that sent the update will receive a 'workflow "
                + "execution already completed' error instead of the update result. Wait for all handlers before the end, "
                + "or set the handler's UnfinishedPolicy to Abandon. Unfinished: {Updates}",
                Info.WorkflowId, System.Text.Json.JsonSerializer.Serialize(updates));
        }

        if (unfinished.Where(h => h.UpdateId is null).GroupBy(h => h.Name)
            .Select(g => new { name = g.Key, count = g.Count() }).OrderByDescending(g => g.count).ToArray()
            is { Length: > 0 } signals)
        {
            _logger.LogWarning(
                "[TMPRL1102] Workflow {WorkflowId} finished while signal handlers are still running. This may have interrupted "
                + "work that the signal handler was doing. Wait for all handlers before the end, or set the handler's "
                + "UnfinishedPolicy to Abandon. Unfinished: {Signals}",
                Info.WorkflowId, System.Text.Json.JsonSerializer.Serialize(signals));
        }
    }
}
