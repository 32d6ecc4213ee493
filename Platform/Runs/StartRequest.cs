using OpsFlow.Platform.Telemetry;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.WorkflowService.V1;
using Temporalio.Client;
using Temporalio.Converters;

namespace OpsFlow.Platform.Runs;

/// <summary>A start as Temporal's service takes it: the SDK's typed call has no place for a request id.</summary>
internal static class StartRequest
{
    private static readonly TracingInterceptor s_tracing = new();

    public static async Task<StartWorkflowExecutionRequest> OfAsync(RunStart start, ITemporalClient client)
    {
        var converter = client.Options.DataConverter;
        var request = new StartWorkflowExecutionRequest
        {
            RequestId = start.RequestId,
            Namespace = client.Options.Namespace,
            Identity = client.Connection.Options.Identity,
            WorkflowId = start.WorkflowId,
            WorkflowType = new() { Name = start.WorkflowType },
            TaskQueue = new() { Name = start.TaskQueue },
            Input = new() { Payloads_ = { await converter.ToPayloadAsync(start.Input) } },
            WorkflowIdConflictPolicy = WorkflowIdConflictPolicy.UseExisting,
            WorkflowIdReusePolicy = start.AfterClosedRun
                ? WorkflowIdReusePolicy.AllowDuplicate
                : WorkflowIdReusePolicy.RejectDuplicate,
            SearchAttributes = new(),
            Header = new(),
        };
        if (start.Summary is not null)
        {
            request.UserMetadata = new() { Summary = await converter.ToPayloadAsync(start.Summary) };
        }

        foreach (var (name, value) in start.Keywords)
        {
            request.SearchAttributes.IndexedFields[name] = Keyword(value);
        }

        s_tracing.Inject(request.Header.Fields);
        return request;
    }

    // Read by the server: never encrypted.
    private static Payload Keyword(string value)
    {
        var payload = DataConverter.Default.PayloadConverter.ToPayload(value);
        payload.Metadata["type"] = Google.Protobuf.ByteString.CopyFromUtf8(nameof(IndexedValueType.Keyword));
        return payload;
    }
}
