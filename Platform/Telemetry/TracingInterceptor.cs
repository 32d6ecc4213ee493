using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Context.Propagation;
using Temporalio.Activities;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Client.Interceptors;
using Temporalio.Converters;
using Temporalio.Exceptions;
using Temporalio.Worker.Interceptors;
using Temporalio.Workflows;

namespace OpsFlow.Platform.Telemetry;

/// <summary>
/// Traces clients, workflows and activities, and carries the context between them in a header, in the form of other
/// Temporal SDKs. Workflows make no spans on replay. For a client; its workers trace too.
/// </summary>
public sealed partial class TracingInterceptor : IClientInterceptor, IWorkerInterceptor
{
    /// <summary>Makes the spans of clients.</summary>
    public static readonly ActivitySource ClientSource = new("Temporalio.Extensions.OpenTelemetry.Client");

    /// <summary>Makes the spans of workflows.</summary>
    public static readonly ActivitySource WorkflowsSource = new("Temporalio.Extensions.OpenTelemetry.Workflow");

    /// <summary>Makes the spans of activities.</summary>
    public static readonly ActivitySource ActivitiesSource = new("Temporalio.Extensions.OpenTelemetry.Activity");

    // As other Temporal SDKs have it.
    private const string HeaderKey = "_tracer-data";
    private const string WorkflowIdTag = "temporalWorkflowID";
    private const string RunIdTag = "temporalRunID";
    private const string ActivityIdTag = "temporalActivityID";
    private const string UpdateIdTag = "temporalUpdateID";

    private static readonly IPayloadConverter s_converter = DataConverter.Default.PayloadConverter;

    private readonly TextMapPropagator? _propagator;

    /// <param name="propagator">Null takes the process' own, which may be set later than this is made.</param>
    public TracingInterceptor(TextMapPropagator? propagator = null) => _propagator = propagator;

    private TextMapPropagator Propagator => _propagator ?? Propagators.DefaultTextMapPropagator;

    public ClientOutboundInterceptor InterceptClient(ClientOutboundInterceptor nextInterceptor) =>
        new ClientOutbound(this, nextInterceptor);

    public WorkflowInboundInterceptor InterceptWorkflow(WorkflowInboundInterceptor nextInterceptor) =>
        new WorkflowInbound(this, nextInterceptor);

    public ActivityInboundInterceptor InterceptActivity(ActivityInboundInterceptor nextInterceptor) =>
        new ActivityInbound(this, nextInterceptor);

    /// <summary>Writes the context of the current span, if there is one, into the headers of a call.</summary>
    public void Inject(IDictionary<string, Payload> headers)
    {
        if (Activity.Current is { } current)
        {
            HeadersFromContext(headers, new(current.Context, Baggage.Current));
        }
    }

    /// <summary>Writes a context into headers.</summary>
    private IDictionary<string, Payload> HeadersFromContext(
        IDictionary<string, Payload>? headers, PropagationContext ctx)
    {
        headers ??= new Dictionary<string, Payload>();
        var carrier = new Dictionary<string, string>();
        Propagator.Inject(ctx, carrier, static (c, key, value) => c[key] = value);
        headers[HeaderKey] = s_converter.ToPayload(carrier);
        return headers;
    }

    /// <summary>Writes a context into plain headers.</summary>
    private IDictionary<string, string> HeadersFromContext(
        IDictionary<string, string>? headers, PropagationContext ctx)
    {
        headers ??= new Dictionary<string, string>();
        Propagator.Inject(ctx, headers, static (c, key, value) => c[key] = value);
        return headers;
    }

    /// <summary>Reads a context from headers.</summary>
    internal PropagationContext? HeadersToContext(IReadOnlyDictionary<string, Payload>? headers)
    {
        if (headers?.TryGetValue(HeaderKey, out var payload) != true)
        {
            return null;
        }

        // What another process sent must not break this one.
        Dictionary<string, string>? carrier;
        try
        {
            carrier = s_converter.ToValue<Dictionary<string, string>?>(payload!);
        }
        catch (Exception e) when (e is System.Text.Json.JsonException or ArgumentException or InvalidOperationException
            or KeyNotFoundException)
        {
            return null;
        }

        return HeadersToContext((IReadOnlyDictionary<string, string>?)carrier);
    }

    /// <summary>Reads a context from plain headers.</summary>
    private PropagationContext? HeadersToContext(IReadOnlyDictionary<string, string>? headers) => headers is null
        ? null
        : Propagator.Extract(
            default,
            headers,
            static (c, key) => c.TryGetValue(key, out var value) ? [value] : []);

    private static IEnumerable<KeyValuePair<string, object?>> CreateWorkflowTags(string workflowId) =>
        Tags((WorkflowIdTag, workflowId));

    private static IEnumerable<KeyValuePair<string, object?>> CreateUpdateTags(string workflowId, string? updateId) =>
        Tags((WorkflowIdTag, workflowId), (UpdateIdTag, updateId));

    private static IEnumerable<KeyValuePair<string, object?>> CreateInWorkflowTags() => Tags(
        (WorkflowIdTag, Workflow.Info.WorkflowId), (RunIdTag, Workflow.Info.RunId));

    private static IEnumerable<KeyValuePair<string, object?>> CreateInActivityTags()
    {
        var info = ActivityExecutionContext.Current.Info;
        return Tags(
            (WorkflowIdTag, info.WorkflowId),
            (RunIdTag, info.WorkflowRunId),
            (ActivityIdTag, info.ActivityId));
    }

    private static KeyValuePair<string, object?>[] Tags(params (string? Name, string? Value)[] tags) =>
        [
            .. tags.Where(t => t is { Name: not null, Value: not null })
                .Select(t => KeyValuePair.Create(t.Name!, (object?)t.Value))
        ];

    // A benign failure is recorded, but is no error.
    private static void Record(Activity? activity, Exception exception)
    {
        if (exception is not ApplicationFailureException { Category: ApplicationErrorCategory.Benign })
        {
            activity?.SetStatus(ActivityStatusCode.Error, exception.Message);
        }

        activity?.AddException(exception);
    }
}
