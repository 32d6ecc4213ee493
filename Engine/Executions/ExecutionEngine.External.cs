using OpsFlow.Engine.Histories;
using OpsFlow.Engine.Services;
using OpsFlow.Engine.Timing;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.History.V1;
using Grpc.Core;

namespace OpsFlow.Engine.Executions;

/// <summary>Signals and cancellation requests from one workflow to another.</summary>
internal sealed partial class ExecutionEngine
{
    private async Task SignalExternalAsync(RunRef source, long initiatedEventId)
    {
        var owed = await ReadAsync(source.Namespace, source.WorkflowId, source.RunId, run =>
            run.State.State.ExternalSignals.TryGetValue(initiatedEventId, out var request)
                ? (run.State.Event(initiatedEventId).SignalExternalWorkflowExecutionInitiatedEventAttributes,
                    request.RequestId)
                : ((SignalExternalWorkflowExecutionInitiatedEventAttributes, string)?)null).ConfigureAwait(false);
        if (owed is not var (attributes, requestId))
        {
            return;
        }

        SignalExternalWorkflowExecutionFailedCause? cause = null;
        try
        {
            var sender = new WorkflowExecution { WorkflowId = source.WorkflowId, RunId = source.RunId };
            var target = attributes.WorkflowExecution;
            await ChangeAsync(
                MutableState.NamespaceOf(attributes.Namespace, source.Namespace), target.WorkflowId, target.RunId,
                run =>
            {
                RequireOther(run, source);
                RequireOpen(run);
                RequireChild(run, attributes.ChildWorkflowOnly, source);
                run.State.Signal(
                    attributes.SignalName, attributes.Input, attributes.Header, "history-service", requestId, sender);
                return true;
            }).ConfigureAwait(false);
        }
        catch (RpcException e) when (e.StatusCode is StatusCode.NotFound or StatusCode.InvalidArgument)
        {
            cause = SignalExternalWorkflowExecutionFailedCause.ExternalWorkflowExecutionNotFound;
        }

        await ChangeAsync(source.Namespace, source.WorkflowId, source.RunId, run =>
        {
            run.State.ExternalSignalDone(initiatedEventId, cause);
            run.Persistence = Persistence.Always;
            return true;
        }).ConfigureAwait(false);
    }

    private async Task CancelExternalAsync(RunRef source, long initiatedEventId)
    {
        var owed = await ReadAsync(source.Namespace, source.WorkflowId, source.RunId, run =>
            run.State.State.ExternalCancels.TryGetValue(initiatedEventId, out var request)
                ? (run.State.Event(initiatedEventId).RequestCancelExternalWorkflowExecutionInitiatedEventAttributes,
                    request.RequestId)
                : ((RequestCancelExternalWorkflowExecutionInitiatedEventAttributes, string)?)null)
                    .ConfigureAwait(false);
        if (owed is not var (attributes, requestId))
        {
            return;
        }

        CancelExternalWorkflowExecutionFailedCause? cause = null;
        try
        {
            var sender = new WorkflowExecution { WorkflowId = source.WorkflowId, RunId = source.RunId };
            var target = attributes.WorkflowExecution;
            await ChangeAsync(
                MutableState.NamespaceOf(attributes.Namespace, source.Namespace), target.WorkflowId, target.RunId,
                run =>
            {
                RequireOther(run, source);
                RequireChild(run, attributes.ChildWorkflowOnly, source);
                if (IsOpen(run))
                {
                    run.State.RequestCancel(
                        attributes.Reason, "history-service", requestId, sender, initiatedEventId);
                    run.Persistence = Persistence.Always;
                }

                return true;
            }).ConfigureAwait(false);
        }
        catch (RpcException e) when (e.StatusCode is StatusCode.NotFound or StatusCode.InvalidArgument)
        {
            cause = CancelExternalWorkflowExecutionFailedCause.ExternalWorkflowExecutionNotFound;
        }

        await ChangeAsync(source.Namespace, source.WorkflowId, source.RunId, run =>
        {
            run.State.ExternalCancelDone(initiatedEventId, cause);
            run.Persistence = Persistence.Always;
            return true;
        }).ConfigureAwait(false);
    }

    /// <summary>The official server knows no workflow of this id when a workflow means itself, whichever run.</summary>
    private static void RequireOther(LoadedRun run, RunRef source)
    {
        if (run.Ref.Namespace == source.Namespace && run.Ref.WorkflowId == source.WorkflowId)
        {
            throw Errors.NotFound("a workflow has no messages for itself");
        }
    }

    private static void RequireChild(LoadedRun run, bool required, RunRef source)
    {
        if (required && run.State.State.Parent?.WorkflowId != source.WorkflowId)
        {
            throw Errors.NotFound("the workflow is not a child of the sender");
        }
    }
}
