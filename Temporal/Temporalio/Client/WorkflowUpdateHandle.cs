using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.Update.V1;
using Temporalio.Api.WorkflowService.V1;
using Temporalio.Converters;
using Temporalio.Exceptions;

namespace Temporalio.Client;

/// <summary>An update that may exist.</summary>
/// <param name="Client">The client.</param>
/// <param name="Id">The update's id.</param>
/// <param name="WorkflowId">The workflow's id.</param>
/// <param name="WorkflowRunId">The run; null for the current one.</param>
public record WorkflowUpdateHandle(ITemporalClient Client, string Id, string WorkflowId, string? WorkflowRunId = null)
{
    /// <summary>How the update ended, if that is known already.</summary>
    internal Outcome? KnownOutcome { get; set; }

    /// <summary>Waits for the end.</summary>
    /// <param name="rpcOptions">Options of the calls.</param>
    /// <returns>A task that ends with the update.</returns>
    /// <exception cref="WorkflowUpdateFailedException">The update was rejected or failed.</exception>
    public Task GetResultAsync(RpcOptions? rpcOptions = null) => GetResultAsync<ValueTuple>(rpcOptions);

    /// <summary>Waits for the result.</summary>
    /// <typeparam name="TResult">The type of the result.</typeparam>
    /// <param name="rpcOptions">Options of the calls.</param>
    /// <returns>The result.</returns>
    /// <exception cref="WorkflowUpdateFailedException">The update was rejected or failed.</exception>
    public virtual async Task<TResult> GetResultAsync<TResult>(RpcOptions? rpcOptions = null)
    {
        await PollUntilOutcomeAsync(rpcOptions).ConfigureAwait(false);
        var converter = Client.Options.DataConverter.WithSerializationContext(
            new ISerializationContext.Workflow(Client.Options.Namespace, WorkflowId));
        if (KnownOutcome!.Failure is { } failure)
        {
            throw new WorkflowUpdateFailedException(await converter.ToExceptionAsync(failure).ConfigureAwait(false));
        }

        return typeof(TResult) == typeof(ValueTuple) || KnownOutcome.Success is not { Payloads_.Count: > 0 } success
            ? default!
            : await converter.ToSingleValueAsync<TResult>(success.Payloads_).ConfigureAwait(false);
    }

    /// <summary>Waits until <see cref="KnownOutcome"/> is set.</summary>
    /// <param name="rpcOptions">Options of the calls.</param>
    /// <returns>A task that ends then.</returns>
    internal async Task PollUntilOutcomeAsync(RpcOptions? rpcOptions)
    {
        var request = new PollWorkflowExecutionUpdateRequest
        {
            Namespace = Client.Options.Namespace,
            UpdateRef = new UpdateRef
            {
                UpdateId = Id,
                WorkflowExecution = new Api.Common.V1.WorkflowExecution
                {
                    WorkflowId = WorkflowId,
                    RunId = WorkflowRunId ?? "",
                },
            },
            Identity = Client.Connection.Options.Identity,
            WaitPolicy = new WaitPolicy { LifecycleStage = UpdateWorkflowExecutionLifecycleStage.Completed },
        };
        var deadline = new RpcDeadline(TemporalClient.DefaultRetryOptions(rpcOptions));
        while (KnownOutcome is null)
        {
            try
            {
                var response = await Client.WorkflowService.PollWorkflowExecutionUpdateAsync(
                    request, deadline.Next()).ConfigureAwait(false);
                KnownOutcome = response.Outcome;
            }
            catch (Exception e) when (e is OperationCanceledException or RpcException
            {
                Code: RpcException.StatusCode.DeadlineExceeded or RpcException.StatusCode.Cancelled,
            })
            {
                throw new WorkflowUpdateRpcTimeoutOrCanceledException(e);
            }
        }
    }
}
