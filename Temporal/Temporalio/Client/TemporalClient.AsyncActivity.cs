using Google.Protobuf;
using Temporalio.Api.Common.V1;
using Temporalio.Api.WorkflowService.V1;
using Temporalio.Client.Interceptors;
using Temporalio.Converters;
using Temporalio.Exceptions;

namespace Temporalio.Client;

/// <content>Activities that are completed from outside.</content>
public partial class TemporalClient
{
    private sealed partial class Impl
    {
        /// <inheritdoc/>
        public override async Task HeartbeatAsyncActivityAsync(HeartbeatAsyncActivityInput input)
        {
            var details = await OptionalAsync(input.DataConverterOverride, input.Options?.Details).ConfigureAwait(false);
            var rpc = DefaultRetryOptions(input.Options?.Rpc);
            bool cancelRequested;
            if (input.Activity is AsyncActivityHandle.IdReference id)
            {
                cancelRequested = (await client.WorkflowService.RecordActivityTaskHeartbeatByIdAsync(
                    new RecordActivityTaskHeartbeatByIdRequest
                    {
                        Namespace = Namespace,
                        WorkflowId = id.WorkflowId,
                        RunId = id.RunId ?? "",
                        ActivityId = id.ActivityId,
                        Details = details,
                        Identity = Identity,
                    },
                    rpc).ConfigureAwait(false)).CancelRequested;
            }
            else
            {
                cancelRequested = (await client.WorkflowService.RecordActivityTaskHeartbeatAsync(
                    new RecordActivityTaskHeartbeatRequest
                    {
                        Namespace = Namespace,
                        TaskToken = Token(input.Activity),
                        Details = details,
                        Identity = Identity,
                    },
                    rpc).ConfigureAwait(false)).CancelRequested;
            }

            if (cancelRequested)
            {
                throw new AsyncActivityCanceledException();
            }
        }

        /// <inheritdoc/>
        public override async Task CompleteAsyncActivityAsync(CompleteAsyncActivityInput input)
        {
            var result = await PayloadsAsync(
                input.DataConverterOverride ?? client.Options.DataConverter, [input.Result]).ConfigureAwait(false);
            var rpc = DefaultRetryOptions(input.Options?.Rpc);
            await (input.Activity is AsyncActivityHandle.IdReference id
                ? client.WorkflowService.RespondActivityTaskCompletedByIdAsync(
                    new RespondActivityTaskCompletedByIdRequest
                    {
                        Namespace = Namespace,
                        WorkflowId = id.WorkflowId,
                        RunId = id.RunId ?? "",
                        ActivityId = id.ActivityId,
                        Result = result,
                        Identity = Identity,
                    },
                    rpc)
                : (Task)client.WorkflowService.RespondActivityTaskCompletedAsync(
                    new RespondActivityTaskCompletedRequest
                    {
                        Namespace = Namespace,
                        TaskToken = Token(input.Activity),
                        Result = result,
                        Identity = Identity,
                    },
                    rpc)).ConfigureAwait(false);
        }

        /// <inheritdoc/>
        public override async Task FailAsyncActivityAsync(FailAsyncActivityInput input)
        {
            var converter = input.DataConverterOverride ?? client.Options.DataConverter;
            var failure = await converter.ToFailureAsync(input.Exception).ConfigureAwait(false);
            var details = await OptionalAsync(input.DataConverterOverride, input.Options?.LastHeartbeatDetails)
                .ConfigureAwait(false);
            var rpc = DefaultRetryOptions(input.Options?.Rpc);
            await (input.Activity is AsyncActivityHandle.IdReference id
                ? client.WorkflowService.RespondActivityTaskFailedByIdAsync(
                    new RespondActivityTaskFailedByIdRequest
                    {
                        Namespace = Namespace,
                        WorkflowId = id.WorkflowId,
                        RunId = id.RunId ?? "",
                        ActivityId = id.ActivityId,
                        Failure = failure,
                        LastHeartbeatDetails = details,
                        Identity = Identity,
                    },
                    rpc)
                : (Task)client.WorkflowService.RespondActivityTaskFailedAsync(
                    new RespondActivityTaskFailedRequest
                    {
                        Namespace = Namespace,
                        TaskToken = Token(input.Activity),
                        Failure = failure,
                        LastHeartbeatDetails = details,
                        Identity = Identity,
                    },
                    rpc)).ConfigureAwait(false);
        }

        /// <inheritdoc/>
        public override async Task ReportCancellationAsyncActivityAsync(ReportCancellationAsyncActivityInput input)
        {
            var details = await OptionalAsync(input.DataConverterOverride, input.Options?.Details).ConfigureAwait(false);
            var rpc = DefaultRetryOptions(input.Options?.Rpc);
            await (input.Activity is AsyncActivityHandle.IdReference id
                ? client.WorkflowService.RespondActivityTaskCanceledByIdAsync(
                    new RespondActivityTaskCanceledByIdRequest
                    {
                        Namespace = Namespace,
                        WorkflowId = id.WorkflowId,
                        RunId = id.RunId ?? "",
                        ActivityId = id.ActivityId,
                        Details = details,
                        Identity = Identity,
                    },
                    rpc)
                : (Task)client.WorkflowService.RespondActivityTaskCanceledAsync(
                    new RespondActivityTaskCanceledRequest
                    {
                        Namespace = Namespace,
                        TaskToken = Token(input.Activity),
                        Details = details,
                        Identity = Identity,
                    },
                    rpc)).ConfigureAwait(false);
        }

        private static ByteString Token(AsyncActivityHandle.Reference activity) =>
            activity is AsyncActivityHandle.TaskTokenReference token
                ? ByteString.CopyFrom(token.TaskToken)
                : throw new ArgumentException($"Unknown activity reference {activity}");

        private async Task<Payloads?> OptionalAsync(DataConverter? converter, IReadOnlyCollection<object?>? values) =>
            values is { Count: > 0 }
                ? await PayloadsAsync(converter ?? client.Options.DataConverter, values).ConfigureAwait(false)
                : null;
    }
}
