using System.Runtime.CompilerServices;
using Google.Protobuf;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Query.V1;
using Temporalio.Api.WorkflowService.V1;
using Temporalio.Client.Interceptors;
using Temporalio.Converters;
using Temporalio.Exceptions;

namespace Temporalio.Client;

/// <content>Calls on workflows that exist.</content>
public partial class TemporalClient
{
    private sealed partial class Impl
    {
        /// <inheritdoc/>
        public override async Task SignalWorkflowAsync(SignalWorkflowInput input) =>
            await client.WorkflowService.SignalWorkflowExecutionAsync(
                new SignalWorkflowExecutionRequest
                {
                    Namespace = Namespace,
                    WorkflowExecution = Execution(input.Id, input.RunId),
                    SignalName = input.Signal,
                    Input = input.Args.Count > 0
                        ? await PayloadsAsync(Converter(input.Id), input.Args).ConfigureAwait(false)
                        : null,
                    Header = await HeaderAsync(input.Headers).ConfigureAwait(false),
                    Identity = Identity,
                    RequestId = Guid.NewGuid().ToString(),
                },
                DefaultRetryOptions(input.Options?.Rpc)).ConfigureAwait(false);

        /// <inheritdoc/>
        public override async Task<TResult> QueryWorkflowAsync<TResult>(QueryWorkflowInput input)
        {
            var converter = Converter(input.Id);
            var request = new QueryWorkflowRequest
            {
                Namespace = Namespace,
                Execution = Execution(input.Id, input.RunId),
                Query = new WorkflowQuery
                {
                    QueryType = input.Query,
                    QueryArgs = input.Args.Count > 0
                        ? await PayloadsAsync(converter, input.Args).ConfigureAwait(false)
                        : null,
                    Header = await HeaderAsync(input.Headers).ConfigureAwait(false),
                },
            };
            if ((input.Options?.RejectCondition ?? client.Options.QueryRejectCondition) is { } condition)
            {
                request.QueryRejectCondition = condition;
            }

            QueryWorkflowResponse response;
            try
            {
                response = await client.WorkflowService.QueryWorkflowAsync(
                    request, DefaultRetryOptions(input.Options?.Rpc)).ConfigureAwait(false);
            }
            catch (RpcException e) when (e.Code == RpcException.StatusCode.InvalidArgument
                && Detail<Api.ErrorDetails.V1.QueryFailedFailure>(e) is not null)
            {
                throw new WorkflowQueryFailedException(e.Message);
            }

            if (response.QueryRejected is { } rejected)
            {
                throw new WorkflowQueryRejectedException(rejected.Status);
            }

            return response.QueryResult is { Payloads_.Count: > 0 } result
                ? await converter.ToSingleValueAsync<TResult>(result.Payloads_).ConfigureAwait(false)
                : throw new InvalidOperationException("No result present");
        }

        /// <inheritdoc/>
        public override async Task<WorkflowExecutionDescription> DescribeWorkflowAsync(DescribeWorkflowInput input) =>
            new(
                await client.WorkflowService.DescribeWorkflowExecutionAsync(
                    new DescribeWorkflowExecutionRequest
                    {
                        Namespace = Namespace,
                        Execution = Execution(input.Id, input.RunId),
                    },
                    DefaultRetryOptions(input.Options?.Rpc)).ConfigureAwait(false),
                Converter(input.Id));

        /// <inheritdoc/>
        public override async Task CancelWorkflowAsync(CancelWorkflowInput input) =>
            await client.WorkflowService.RequestCancelWorkflowExecutionAsync(
                new RequestCancelWorkflowExecutionRequest
                {
                    Namespace = Namespace,
                    WorkflowExecution = Execution(input.Id, input.RunId),
                    FirstExecutionRunId = input.FirstExecutionRunId ?? "",
                    Identity = Identity,
                    RequestId = Guid.NewGuid().ToString(),
                },
                DefaultRetryOptions(input.Options?.Rpc)).ConfigureAwait(false);

        /// <inheritdoc/>
        public override async Task TerminateWorkflowAsync(TerminateWorkflowInput input) =>
            await client.WorkflowService.TerminateWorkflowExecutionAsync(
                new TerminateWorkflowExecutionRequest
                {
                    Namespace = Namespace,
                    WorkflowExecution = Execution(input.Id, input.RunId),
                    FirstExecutionRunId = input.FirstExecutionRunId ?? "",
                    Reason = input.Reason ?? "",
                    Identity = Identity,
                    Details = input.Options?.Details is { Count: > 0 } details
                        ? await PayloadsAsync(Converter(input.Id), details).ConfigureAwait(false)
                        : null,
                },
                DefaultRetryOptions(input.Options?.Rpc)).ConfigureAwait(false);

        /// <inheritdoc/>
        public override async Task<WorkflowHistoryEventPage> FetchWorkflowHistoryEventPageAsync(
            FetchWorkflowHistoryEventPageInput input)
        {
            var request = new GetWorkflowExecutionHistoryRequest
            {
                Namespace = Namespace,
                Execution = Execution(input.Id, input.RunId),
                MaximumPageSize = input.PageSize ?? 0,
                NextPageToken = input.NextPageToken is null ? ByteString.Empty : ByteString.CopyFrom(input.NextPageToken),
                WaitNewEvent = input.WaitNewEvent,
                HistoryEventFilterType = input.EventFilterType,
                SkipArchival = input.SkipArchival,
            };
            var deadline = new RpcDeadline(DefaultRetryOptions(input.Rpc));
            while (true)
            {
                var response = await client.WorkflowService.GetWorkflowExecutionHistoryAsync(
                    request, deadline.Next()).ConfigureAwait(false);
                // A long poll that saw nothing answers an empty page; the caller asked to wait.
                var events = response.History?.Events ?? [];
                if (events.Count == 0 && input.WaitNewEvent && !response.NextPageToken.IsEmpty)
                {
                    request.NextPageToken = response.NextPageToken;
                    continue;
                }

                return new(events, response.NextPageToken.IsEmpty ? null : response.NextPageToken.ToByteArray());
            }
        }

        /// <inheritdoc/>
        public override IAsyncEnumerable<WorkflowExecution> ListWorkflowsAsync(ListWorkflowsInput input) =>
            ListAsync(input);

        /// <inheritdoc/>
        public override async Task<WorkflowListPage> ListWorkflowsPaginatedAsync(ListWorkflowsPaginatedInput input)
        {
            var response = await client.WorkflowService.ListWorkflowExecutionsAsync(
                new ListWorkflowExecutionsRequest
                {
                    Namespace = Namespace,
                    Query = input.Query,
                    PageSize = input.Options?.PageSize ?? 0,
                    NextPageToken = input.NextPageToken is null
                        ? ByteString.Empty
                        : ByteString.CopyFrom(input.NextPageToken),
                },
                DefaultRetryOptions(input.Options?.Rpc)).ConfigureAwait(false);
            return new(
                [.. response.Executions.Select(e => new WorkflowExecution(e, client.Options.DataConverter, Namespace))],
                response.NextPageToken.IsEmpty ? null : response.NextPageToken.ToByteArray());
        }

        /// <inheritdoc/>
        public override async Task<WorkflowExecutionCount> CountWorkflowsAsync(CountWorkflowsInput input) =>
            new(await client.WorkflowService.CountWorkflowExecutionsAsync(
                new CountWorkflowExecutionsRequest { Namespace = Namespace, Query = input.Query },
                DefaultRetryOptions(input.Options?.Rpc)).ConfigureAwait(false));

        private static Api.Common.V1.WorkflowExecution Execution(string id, string? runId) =>
            new() { WorkflowId = id, RunId = runId ?? "" };

        private async IAsyncEnumerable<WorkflowExecution> ListAsync(
            ListWorkflowsInput input, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            var (rpc, source) = DefaultRetryOptions(input.Options?.Rpc).WithAdditionalCancellationToken(cancellationToken);
            using var disposed = source;
            var left = input.Options?.Limit is > 0 and var limit ? limit : int.MaxValue;
            byte[]? token = null;
            do
            {
                var page = await ListWorkflowsPaginatedAsync(
                    new(input.Query, token, new WorkflowListPaginatedOptions { Rpc = rpc })).ConfigureAwait(false);
                foreach (var execution in page.Workflows)
                {
                    if (left-- <= 0)
                    {
                        yield break;
                    }

                    yield return execution;
                }

                token = page.NextPageToken;
            }
            while (token is not null && left > 0);
        }
    }
}
