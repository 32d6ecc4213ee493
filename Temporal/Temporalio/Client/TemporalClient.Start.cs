using Google.Protobuf.WellKnownTypes;
using Temporalio.Api;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.ErrorDetails.V1;
using Temporalio.Api.Sdk.V1;
using Temporalio.Api.TaskQueue.V1;
using Temporalio.Api.WorkflowService.V1;
using Temporalio.Client.Interceptors;
using Temporalio.Converters;
using Temporalio.Exceptions;

namespace Temporalio.Client;

/// <content>Starting workflows.</content>
public partial class TemporalClient
{
    private sealed partial class Impl
    {
        /// <inheritdoc/>
        public override async Task<WorkflowHandle<TWorkflow, TResult>> StartWorkflowAsync<TWorkflow, TResult>(
            StartWorkflowInput input)
        {
            try
            {
                var (runId, viaSignal) = await StartAsync(input).ConfigureAwait(false);
                return new(client, input.Options.Id!, null, runId, viaSignal ? null : runId);
            }
            catch (RpcException e) when (e.Code == RpcException.StatusCode.AlreadyExists)
            {
                throw AlreadyStarted(e, input.Options.Id!, input.Workflow);
            }
        }

        private static WorkflowAlreadyStartedException AlreadyStarted(RpcException e, string id, string type)
        {
            var runId = Detail<WorkflowExecutionAlreadyStartedFailure>(e)?.RunId;
            return new(e.Message, id, type, runId ?? "");
        }

        private static T? Detail<T>(RpcException e)
            where T : class, Google.Protobuf.IMessage<T>, new() =>
            e.GrpcStatus.Value?.Details.Select(d => d.TryRead<T>(out var detail) ? detail : null)
                .FirstOrDefault(d => d is not null);

        private async Task<(string RunId, bool ViaSignal)> StartAsync(StartWorkflowInput input)
        {
            var request = await StartRequestAsync(input.Workflow, input.Args, input.Options, input.Headers)
                .ConfigureAwait(false);
            var rpc = DefaultRetryOptions(input.Options.Rpc);
            if (input.Options.StartSignal is not { } signal)
            {
                return (await StartAsync(request, input.Options.RequestEagerStart, rpc).ConfigureAwait(false), false);
            }

            if (input.Options.RequestEagerStart)
            {
                throw new ArgumentException("Cannot request eager start with a start signal");
            }

            var withSignal = new SignalWithStartWorkflowExecutionRequest
            {
                Namespace = request.Namespace,
                WorkflowId = request.WorkflowId,
                WorkflowType = request.WorkflowType,
                TaskQueue = request.TaskQueue,
                Input = request.Input,
                WorkflowExecutionTimeout = request.WorkflowExecutionTimeout,
                WorkflowRunTimeout = request.WorkflowRunTimeout,
                WorkflowTaskTimeout = request.WorkflowTaskTimeout,
                Identity = request.Identity,
                RequestId = request.RequestId,
                WorkflowIdReusePolicy = request.WorkflowIdReusePolicy,
                WorkflowIdConflictPolicy = request.WorkflowIdConflictPolicy,
                SignalName = signal,
                SignalInput = input.Options.StartSignalArgs is { Count: > 0 } args
                    ? await PayloadsAsync(Converter(input.Options.Id!), args).ConfigureAwait(false)
                    : null,
                RetryPolicy = request.RetryPolicy,
                CronSchedule = request.CronSchedule,
                Memo = request.Memo,
                SearchAttributes = request.SearchAttributes,
                Header = request.Header,
                WorkflowStartDelay = request.WorkflowStartDelay,
                UserMetadata = request.UserMetadata,
                Priority = request.Priority,
                VersioningOverride = request.VersioningOverride,
            };
            var signalResponse = await client.WorkflowService
                .SignalWithStartWorkflowExecutionAsync(withSignal, rpc).ConfigureAwait(false);
            return (signalResponse.RunId, true);
        }

        private async Task<string> StartAsync(StartWorkflowExecutionRequest request, bool eager, RpcOptions rpc)
        {
            var reservation = eager && client.Connection is TemporalConnection { Capabilities.EagerWorkflowStart: true } connection
                ? connection.EagerWorkers.TryReserve(request.Namespace, request.TaskQueue.Name)
                : null;
            request.RequestEagerExecution = reservation is not null;
            request.EagerWorkerDeploymentOptions = reservation?.Deployment;
            PollWorkflowTaskQueueResponse? task = null;
            try
            {
                var response = await client.WorkflowService.StartWorkflowExecutionAsync(request, rpc).ConfigureAwait(false);
                task = response.EagerWorkflowTask;
                return response.RunId;
            }
            finally
            {
                if (task is { TaskToken.IsEmpty: false })
                {
                    reservation?.Accept(task);
                }
                else
                {
                    reservation?.Release();
                }
            }
        }

        private async Task<StartWorkflowExecutionRequest> StartRequestAsync(
            string workflow,
            IReadOnlyCollection<object?> args,
            WorkflowOptions options,
            IDictionary<string, Payload>? headers)
        {
            if (options.Id is null || options.TaskQueue is null)
            {
                throw new ArgumentException("ID and TaskQueue are required to start a workflow");
            }

            var converter = Converter(options.Id);
            var request = new StartWorkflowExecutionRequest
            {
                Namespace = Namespace,
                WorkflowId = options.Id,
                WorkflowType = new WorkflowType { Name = workflow },
                TaskQueue = new TaskQueue { Name = options.TaskQueue },
                Identity = Identity,
                RequestId = Guid.NewGuid().ToString(),
                WorkflowIdReusePolicy = options.IdReusePolicy,
                WorkflowIdConflictPolicy = options.IdConflictPolicy,
                RetryPolicy = options.RetryPolicy?.ToProto(),
                CronSchedule = options.CronSchedule ?? "",
                WorkflowExecutionTimeout = ToProto(options.ExecutionTimeout),
                WorkflowRunTimeout = ToProto(options.RunTimeout),
                WorkflowTaskTimeout = ToProto(options.TaskTimeout),
                WorkflowStartDelay = ToProto(options.StartDelay),
                SearchAttributes = options.TypedSearchAttributes is { Count: > 0 } sa ? sa.ToProto() : null,
                Priority = options.Priority?.ToProto(),
                VersioningOverride = options.VersioningOverride?.ToProto(),
                Header = await HeaderAsync(headers).ConfigureAwait(false),
                UserMetadata = await UserMetadataAsync(converter, options.StaticSummary, options.StaticDetails)
                    .ConfigureAwait(false),
            };
            if (args.Count > 0)
            {
                request.Input = await PayloadsAsync(converter, args).ConfigureAwait(false);
            }

            foreach (var (name, value) in options.Memo ?? new Dictionary<string, object>())
            {
                request.Memo ??= new Memo();
                request.Memo.Fields.Add(name, await converter.ToPayloadAsync(value).ConfigureAwait(false));
            }

            return request;
        }

        private static Duration? ToProto(TimeSpan? time) => time is { } t ? Duration.FromTimeSpan(t) : null;

        private static async Task<Payloads> PayloadsAsync(DataConverter converter, IReadOnlyCollection<object?> values) =>
            new() { Payloads_ = { await converter.ToPayloadsAsync(values).ConfigureAwait(false) } };

        private static async Task<UserMetadata?> UserMetadataAsync(
            DataConverter converter, string? summary, string? details) => summary is null && details is null
                ? null
                : new UserMetadata
                {
                    Summary = summary is null ? null : await converter.ToPayloadAsync(summary).ConfigureAwait(false),
                    Details = details is null ? null : await converter.ToPayloadAsync(details).ConfigureAwait(false),
                };

        private async Task<Header?> HeaderAsync(IDictionary<string, Payload>? headers)
        {
            if (headers is null || headers.Count == 0)
            {
                return null;
            }

            var result = new Header();
            foreach (var (name, payload) in headers)
            {
                result.Fields.Add(name, client.Options.DataConverter.PayloadCodec is { } codec
                    ? await codec.EncodeSingleAsync(payload).ConfigureAwait(false)
                    : payload);
            }

            return result;
        }

        private DataConverter Converter(string workflowId) => client.Options.DataConverter.WithSerializationContext(
            new ISerializationContext.Workflow(Namespace, workflowId));
    }
}
