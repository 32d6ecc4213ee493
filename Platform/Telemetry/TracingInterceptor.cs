using System.Diagnostics;
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
/// Traces clients, workflows and activities, and carries the context between them in a header, in the form of other Temporal
/// SDKs. Workflows make no spans on replay. For a client; its workers trace too.
/// </summary>
public partial class TracingInterceptor : IClientInterceptor, IWorkerInterceptor
{
    /// <summary>Makes the spans of clients.</summary>
    public static readonly ActivitySource ClientSource = new("Temporalio.Extensions.OpenTelemetry.Client");

    /// <summary>Makes the spans of workflows.</summary>
    public static readonly ActivitySource WorkflowsSource = new("Temporalio.Extensions.OpenTelemetry.Workflow");

    /// <summary>Makes the spans of activities.</summary>
    public static readonly ActivitySource ActivitiesSource = new("Temporalio.Extensions.OpenTelemetry.Activity");

    /// <summary>Would make the spans of Nexus operations, which this library does not run.</summary>
    public static readonly ActivitySource NexusSource = new("Temporalio.Extensions.OpenTelemetry.Nexus");

    private static readonly IPayloadConverter Converter = DataConverter.Default.PayloadConverter;

    /// <summary>Makes an interceptor.</summary>
    /// <param name="options">Options; null for the defaults.</param>
    public TracingInterceptor(TracingInterceptorOptions? options = null) => Options = options ?? new();

    /// <summary>The options.</summary>
    public TracingInterceptorOptions Options { get; init; }

    /// <inheritdoc/>
    public ClientOutboundInterceptor InterceptClient(ClientOutboundInterceptor nextInterceptor) =>
        new ClientOutbound(this, nextInterceptor);

    /// <inheritdoc/>
    public WorkflowInboundInterceptor InterceptWorkflow(WorkflowInboundInterceptor nextInterceptor) =>
        new WorkflowInbound(this, nextInterceptor);

    /// <inheritdoc/>
    public ActivityInboundInterceptor InterceptActivity(ActivityInboundInterceptor nextInterceptor) =>
        new ActivityInbound(this, nextInterceptor);

    /// <summary>Writes a context into headers.</summary>
    /// <param name="headers">Headers to add to; null for new ones.</param>
    /// <param name="ctx">The context.</param>
    /// <returns>The headers.</returns>
    protected virtual IDictionary<string, Payload> HeadersFromContext(
        IDictionary<string, Payload>? headers, PropagationContext ctx)
    {
        headers ??= new Dictionary<string, Payload>();
        var carrier = new Dictionary<string, string>();
        Options.Propagator.Inject(ctx, carrier, static (c, key, value) => c[key] = value);
        headers[Options.HeaderKey] = Converter.ToPayload(carrier);
        return headers;
    }

    /// <summary>Writes a context into plain headers.</summary>
    /// <param name="headers">Headers to add to; null for new ones.</param>
    /// <param name="ctx">The context.</param>
    /// <returns>The headers.</returns>
    protected virtual IDictionary<string, string> HeadersFromContext(
        IDictionary<string, string>? headers, PropagationContext ctx)
    {
        headers ??= new Dictionary<string, string>();
        Options.Propagator.Inject(ctx, headers, static (c, key, value) => c[key] = value);
        return headers;
    }

    /// <summary>Reads a context from headers.</summary>
    /// <param name="headers">The headers.</param>
    /// <returns>The context; null if there is none.</returns>
    protected virtual PropagationContext? HeadersToContext(IReadOnlyDictionary<string, Payload>? headers)
    {
        if (headers?.TryGetValue(Options.HeaderKey, out var payload) != true)
        {
            return null;
        }

        // What another process sent must not break this one.
        Dictionary<string, string>? carrier;
        try
        {
            carrier = Converter.ToValue<Dictionary<string, string>?>(payload!);
        }
        catch (Exception e) when (e is System.Text.Json.JsonException or ArgumentException or InvalidOperationException)
        {
            return null;
        }

        return HeadersToContext((IReadOnlyDictionary<string, string>?)carrier);
    }

    /// <summary>Reads a context from plain headers.</summary>
    /// <param name="headers">The headers.</param>
    /// <returns>The context; null if there is none.</returns>
    protected virtual PropagationContext? HeadersToContext(IReadOnlyDictionary<string, string>? headers) => headers is null
        ? null
        : Options.Propagator.Extract(
            default,
            headers,
            static (c, key) => c.TryGetValue(key, out var value) ? [value] : []);

    /// <summary>Tags of a client's call on a workflow.</summary>
    /// <param name="workflowId">The workflow's id.</param>
    /// <returns>The tags.</returns>
    protected virtual IEnumerable<KeyValuePair<string, object?>> CreateWorkflowTags(string workflowId) =>
        Tags((Options.TagNameWorkflowId, workflowId));

    /// <summary>Tags of a client's update.</summary>
    /// <param name="workflowId">The workflow's id.</param>
    /// <param name="updateId">The update's id, if it is known.</param>
    /// <returns>The tags.</returns>
    protected virtual IEnumerable<KeyValuePair<string, object?>> CreateUpdateTags(string workflowId, string? updateId) =>
        Tags((Options.TagNameWorkflowId, workflowId), (Options.TagNameUpdateId, updateId));

    /// <summary>Tags of workflow code.</summary>
    /// <returns>The tags.</returns>
    protected virtual IEnumerable<KeyValuePair<string, object?>> CreateInWorkflowTags() => Tags(
        (Options.TagNameWorkflowId, Workflow.Info.WorkflowId), (Options.TagNameRunId, Workflow.Info.RunId));

    /// <summary>Tags of activity code.</summary>
    /// <returns>The tags.</returns>
    protected virtual IEnumerable<KeyValuePair<string, object?>> CreateInActivityTags()
    {
        var info = ActivityExecutionContext.Current.Info;
        return Tags(
            (Options.TagNameWorkflowId, info.WorkflowId),
            (Options.TagNameRunId, info.WorkflowRunId),
            (Options.TagNameActivityId, info.ActivityId));
    }

    /// <summary>Tags of a client's call on an activity without workflow.</summary>
    /// <param name="activityId">The activity's id.</param>
    /// <returns>The tags.</returns>
    protected virtual IEnumerable<KeyValuePair<string, object?>> CreateStandaloneActivityTags(string activityId) =>
        Tags((Options.TagNameActivityId, activityId));

    private static KeyValuePair<string, object?>[] Tags(params (string? Name, string? Value)[] tags) =>
        [.. tags.Where(t => t is { Name: not null, Value: not null }).Select(t => KeyValuePair.Create(t.Name!, (object?)t.Value))];

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
