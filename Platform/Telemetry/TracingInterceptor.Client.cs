using System.Diagnostics;
using OpenTelemetry;
using Temporalio.Api.Common.V1;
using Temporalio.Client;
using Temporalio.Client.Interceptors;

namespace OpsFlow.Platform.Telemetry;

/// <content>Clients.</content>
public partial class TracingInterceptor
{
    private sealed class ClientOutbound(TracingInterceptor root, ClientOutboundInterceptor next)
        : ClientOutboundInterceptor(next)
    {
        public override Task<WorkflowHandle<TWorkflow, TResult>> StartWorkflowAsync<TWorkflow, TResult>(
            StartWorkflowInput input) => TraceAsync(
            $"{(input.Options.StartSignal is null ? "StartWorkflow" : "SignalWithStartWorkflow")}:{input.Workflow}",
            CreateWorkflowTags(input.Options.Id!),
            input.Headers,
            headers => base.StartWorkflowAsync<TWorkflow, TResult>(input with { Headers = headers }));

        public override Task<WorkflowUpdateHandle<TUpdateResult>> StartUpdateWithStartWorkflowAsync<TUpdateResult>(
            StartUpdateWithStartWorkflowInput input) => input.Options.StartWorkflowOperation is not { } operation
            ? base.StartUpdateWithStartWorkflowAsync<TUpdateResult>(input)
            : TraceAsync(
                $"UpdateWithStartWorkflow:{operation.Workflow}",
                CreateUpdateTags(operation.Options.Id!, input.Options.Id),
                input.Headers,
                headers =>
                {
                    // Both the start and the update get the context. The operation itself is changed, not copied: the
                    // caller waits for its handle.
                    operation.Headers = Headers(operation.Headers);
                    return base.StartUpdateWithStartWorkflowAsync<TUpdateResult>(input with { Headers = headers });
                });

        public override Task SignalWorkflowAsync(SignalWorkflowInput input) => TraceAsync(
            $"SignalWorkflow:{input.Signal}",
            CreateWorkflowTags(input.Id),
            input.Headers,
            async headers =>
            {
                await base.SignalWorkflowAsync(input with { Headers = headers }).ConfigureAwait(false);
                return true;
            });

        public override Task<TResult> QueryWorkflowAsync<TResult>(QueryWorkflowInput input) => TraceAsync(
            $"QueryWorkflow:{input.Query}",
            CreateWorkflowTags(input.Id),
            input.Headers,
            headers => base.QueryWorkflowAsync<TResult>(input with { Headers = headers }));

        public override Task<WorkflowUpdateHandle<TResult>> StartWorkflowUpdateAsync<TResult>(
            StartWorkflowUpdateInput input) => TraceAsync(
            $"UpdateWorkflow:{input.Update}",
            CreateUpdateTags(input.Id, input.Options.Id),
            input.Headers,
            headers => base.StartWorkflowUpdateAsync<TResult>(input with { Headers = headers }));

        private async Task<T> TraceAsync<T>(
            string name,
            IEnumerable<KeyValuePair<string, object?>> tags,
            IDictionary<string, Payload>? headers,
            Func<IDictionary<string, Payload>?, Task<T>> call)
        {
            using var activity = ClientSource.StartActivity(name, ActivityKind.Client, default(ActivityContext), tags);
            try
            {
                return await call(Headers(headers)).ConfigureAwait(false);
            }
            catch (Exception e)
            {
                Record(activity, e);
                throw;
            }
        }

        private IDictionary<string, Payload>? Headers(IDictionary<string, Payload>? headers) =>
            Activity.Current is { } current
                ? root.HeadersFromContext(headers, new(current.Context, Baggage.Current))
                : headers;
    }
}
