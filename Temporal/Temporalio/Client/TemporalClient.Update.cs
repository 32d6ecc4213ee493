using Temporalio.Api;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.ErrorDetails.V1;
using Temporalio.Api.Update.V1;
using Temporalio.Api.WorkflowService.V1;
using Temporalio.Client.Interceptors;
using Temporalio.Exceptions;

namespace Temporalio.Client;

/// <content>Updates.</content>
public partial class TemporalClient
{
    private sealed partial class Impl
    {
        /// <inheritdoc/>
        public override async Task<WorkflowUpdateHandle<TResult>> StartWorkflowUpdateAsync<TResult>(
            StartWorkflowUpdateInput input)
        {
            var request = await UpdateRequestAsync(
                input.Id, input.RunId, input.FirstExecutionRunId, input.Update, input.Args, input.Options,
                input.Options.WaitForStage, input.Headers).ConfigureAwait(false);
            var deadline = new RpcDeadline(DefaultRetryOptions(input.Options.Rpc));
            UpdateWorkflowExecutionResponse response;
            do
            {
                response = await OrTimeoutAsync(() => client.WorkflowService.UpdateWorkflowExecutionAsync(request, deadline.Next()))
                    .ConfigureAwait(false);
            }
            while (response.Stage < UpdateWorkflowExecutionLifecycleStage.Accepted);
            return await HandleAsync<TResult>(request, response, input.Options.WaitForStage, input.Options.Rpc)
                .ConfigureAwait(false);
        }

        /// <inheritdoc/>
        public override async Task<WorkflowUpdateHandle<TUpdateResult>> StartUpdateWithStartWorkflowAsync<TUpdateResult>(
            StartUpdateWithStartWorkflowInput input)
        {
            var operation = input.Options.StartWorkflowOperation
                ?? throw new ArgumentException("Start workflow operation is required");
            operation.MarkUsed();
            try
            {
                var (handle, runId) = await StartBothAsync<TUpdateResult>(input, operation).ConfigureAwait(false);
                operation.SetStarted(client, runId);
                return handle;
            }
            catch (Exception e)
            {
                // Whoever waits for the workflow's handle learns the same, unless the start succeeded.
                operation.SetFailed(e);
                throw;
            }
        }

        private async Task<(WorkflowUpdateHandle<TResult> Handle, string RunId)> StartBothAsync<TResult>(
            StartUpdateWithStartWorkflowInput input, WithStartWorkflowOperation operation)
        {
            var options = operation.Options;
            if (options.IdConflictPolicy == WorkflowIdConflictPolicy.Unspecified)
            {
                throw new ArgumentException("ID conflict policy is required for update with start");
            }

            if (options.StartSignal is not null || options.RequestEagerStart || options.Rpc is not null)
            {
                throw new ArgumentException(
                    "Start signal, eager start and RPC options of the start are not allowed for update with start");
            }

            var start = await StartRequestAsync(operation.Workflow, operation.Args, options, operation.Headers)
                .ConfigureAwait(false);
            var update = await UpdateRequestAsync(
                options.Id!, null, null, input.Update, input.Args, input.Options, input.Options.WaitForStage,
                input.Headers).ConfigureAwait(false);
            var request = new ExecuteMultiOperationRequest
            {
                Namespace = Namespace,
                Operations =
                {
                    new ExecuteMultiOperationRequest.Types.Operation { StartWorkflow = start },
                    new ExecuteMultiOperationRequest.Types.Operation { UpdateWorkflow = update },
                },
            };
            var deadline = new RpcDeadline(DefaultRetryOptions(input.Options.Rpc));
            while (true)
            {
                ExecuteMultiOperationResponse response;
                try
                {
                    response = await OrTimeoutAsync(
                        () => client.WorkflowService.ExecuteMultiOperationAsync(request, deadline.Next())).ConfigureAwait(false);
                }
                catch (RpcException e)
                {
                    throw Unpack(e, options.Id!, operation.Workflow);
                }

                var runId = response.Responses[0].StartWorkflow.RunId;
                // The workflow runs now even when the update is not accepted yet.
                operation.SetStarted(client, runId);
                var updateResponse = response.Responses[1].UpdateWorkflow;
                if (updateResponse.Stage >= UpdateWorkflowExecutionLifecycleStage.Accepted)
                {
                    return (
                        await HandleAsync<TResult>(update, updateResponse, input.Options.WaitForStage, input.Options.Rpc)
                            .ConfigureAwait(false),
                        runId);
                }
            }
        }

        private static TemporalException Unpack(RpcException e, string id, string type)
        {
            var failure = Detail<MultiOperationExecutionFailure>(e);
            var cause = failure?.Statuses.FirstOrDefault(s => s.Code != 0
                && !s.Details.Any(d => d.Holds<Api.Failure.V1.MultiOperationExecutionAborted>()));
            if (cause is null)
            {
                return e;
            }

            var inner = new RpcException((RpcException.StatusCode)cause.Code, cause.Message, null);
            return inner.Code == RpcException.StatusCode.AlreadyExists
                ? new WorkflowAlreadyStartedException(
                    cause.Message,
                    id,
                    type,
                    cause.Details.Select(d => d.TryRead<WorkflowExecutionAlreadyStartedFailure>(out var f) ? f.RunId : null)
                        .FirstOrDefault(r => r is not null) ?? "")
                : inner;
        }

        private static async Task<T> OrTimeoutAsync<T>(Func<Task<T>> call)
        {
            try
            {
                return await call().ConfigureAwait(false);
            }
            catch (Exception e) when (e is OperationCanceledException or RpcException
            {
                Code: RpcException.StatusCode.DeadlineExceeded or RpcException.StatusCode.Cancelled,
            })
            {
                throw new WorkflowUpdateRpcTimeoutOrCanceledException(e);
            }
        }

        private async Task<UpdateWorkflowExecutionRequest> UpdateRequestAsync(
            string id,
            string? runId,
            string? firstExecutionRunId,
            string update,
            IReadOnlyCollection<object?> args,
            WorkflowUpdateOptions options,
            WorkflowUpdateStage stage,
            IDictionary<string, Payload>? headers)
        {
            if (stage is WorkflowUpdateStage.None or WorkflowUpdateStage.Admitted)
            {
                throw new ArgumentException("WaitForStage must be Accepted or Completed");
            }

            return new UpdateWorkflowExecutionRequest
            {
                Namespace = Namespace,
                WorkflowExecution = Execution(id, runId),
                FirstExecutionRunId = firstExecutionRunId ?? "",
                WaitPolicy = new WaitPolicy { LifecycleStage = (UpdateWorkflowExecutionLifecycleStage)stage },
                Request = new Request
                {
                    Meta = new Meta { UpdateId = options.Id ?? Guid.NewGuid().ToString(), Identity = Identity },
                    Input = new Input
                    {
                        Name = update,
                        Args = args.Count > 0 ? await PayloadsAsync(Converter(id), args).ConfigureAwait(false) : null,
                        Header = await HeaderAsync(headers).ConfigureAwait(false),
                    },
                },
            };
        }

        private async Task<WorkflowUpdateHandle<TResult>> HandleAsync<TResult>(
            UpdateWorkflowExecutionRequest request,
            UpdateWorkflowExecutionResponse response,
            WorkflowUpdateStage stage,
            RpcOptions? rpc)
        {
            var handle = new WorkflowUpdateHandle<TResult>(
                client,
                request.Request.Meta.UpdateId,
                request.WorkflowExecution.WorkflowId,
                response.UpdateRef?.WorkflowExecution?.RunId is { Length: > 0 } runId ? runId : null)
            {
                KnownOutcome = response.Outcome,
            };
            if (stage == WorkflowUpdateStage.Completed && response.Outcome is null)
            {
                await handle.PollUntilOutcomeAsync(rpc).ConfigureAwait(false);
            }

            return handle;
        }
    }
}
