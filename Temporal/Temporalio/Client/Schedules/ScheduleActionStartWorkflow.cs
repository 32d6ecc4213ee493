using System.Linq.Expressions;
using Google.Protobuf.WellKnownTypes;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.Workflow.V1;
using Temporalio.Common;
using Temporalio.Converters;

namespace Temporalio.Client.Schedules;

/// <summary>Starts a workflow. The id gets the time of the action appended.</summary>
/// <param name="Workflow">The workflow's type.</param>
/// <param name="Args">Its arguments; of a described schedule each is an <see cref="IEncodedRawValue"/>.</param>
/// <param name="Options">How it is started: id, task queue, timeouts, retries, memo, search attributes, priority,
/// summary and details, versioning.</param>
/// <param name="Headers">Headers for interceptors, as they are sent.</param>
public record ScheduleActionStartWorkflow(
    string Workflow,
    IReadOnlyCollection<object?> Args,
    WorkflowOptions Options,
    IReadOnlyDictionary<string, IEncodedRawValue>? Headers = null) : ScheduleAction
{
    /// <summary>Makes an action from a call of the workflow's run method.</summary>
    /// <typeparam name="TWorkflow">The workflow's class.</typeparam>
    /// <typeparam name="TResult">The type of its result.</typeparam>
    /// <param name="workflowRunCall">The call.</param>
    /// <param name="options">How it is started.</param>
    /// <returns>The action.</returns>
    public static ScheduleActionStartWorkflow Create<TWorkflow, TResult>(
        Expression<Func<TWorkflow, Task<TResult>>> workflowRunCall, WorkflowOptions options) =>
        FromCall(workflowRunCall, options);

    /// <summary>Makes an action from a call of the workflow's run method.</summary>
    /// <typeparam name="TWorkflow">The workflow's class.</typeparam>
    /// <param name="workflowRunCall">The call.</param>
    /// <param name="options">How it is started.</param>
    /// <returns>The action.</returns>
    public static ScheduleActionStartWorkflow Create<TWorkflow>(
        Expression<Func<TWorkflow, Task>> workflowRunCall, WorkflowOptions options) =>
        FromCall(workflowRunCall, options);

    /// <summary>Makes an action from a workflow's type.</summary>
    /// <param name="workflow">The type.</param>
    /// <param name="args">Its arguments.</param>
    /// <param name="options">How it is started.</param>
    /// <returns>The action.</returns>
    public static ScheduleActionStartWorkflow Create(
        string workflow, IReadOnlyCollection<object?> args, WorkflowOptions options) => new(workflow, args, options);

    internal static async Task<ScheduleActionStartWorkflow> FromProtoAsync(
        NewWorkflowExecutionInfo proto, string @namespace, DataConverter dataConverter)
    {
        var converter = Contextual(@namespace, proto.WorkflowId, dataConverter);
        var options = new WorkflowOptions(proto.WorkflowId, proto.TaskQueue?.Name ?? "")
        {
            ExecutionTimeout = proto.WorkflowExecutionTimeout?.ToTimeSpan(),
            RunTimeout = proto.WorkflowRunTimeout?.ToTimeSpan(),
            TaskTimeout = proto.WorkflowTaskTimeout?.ToTimeSpan(),
            RetryPolicy = proto.RetryPolicy is { } retry ? Common.RetryPolicy.FromProto(retry) : null,
            Memo = proto.Memo?.Fields.ToDictionary(
                m => m.Key, object (m) => new EncodedRawValue(converter, m.Value)),
            TypedSearchAttributes = proto.SearchAttributes is { } sa ? SearchAttributeCollection.FromProto(sa) : null,
            Priority = proto.Priority is { } priority ? Common.Priority.FromProto(priority) : null,
            VersioningOverride = Common.VersioningOverride.FromProto(proto.VersioningOverride),
            StaticSummary = await TextAsync(converter, proto.UserMetadata?.Summary).ConfigureAwait(false),
            StaticDetails = await TextAsync(converter, proto.UserMetadata?.Details).ConfigureAwait(false),
        };
        return new(
            proto.WorkflowType.Name,
            [.. (proto.Input?.Payloads_ ?? []).Select(p => new EncodedRawValue(converter, p))],
            options,
            proto.Header?.Fields.ToDictionary(
                h => h.Key, IEncodedRawValue (h) => new EncodedRawValue(dataConverter, h.Value)));
    }

    internal override async Task<Api.Schedule.V1.ScheduleAction> ToProtoAsync(
        string @namespace, DataConverter dataConverter)
    {
        CheckOptions();
        var converter = Contextual(@namespace, Options.Id!, dataConverter);
        var start = new NewWorkflowExecutionInfo
        {
            WorkflowId = Options.Id,
            WorkflowType = new WorkflowType { Name = Workflow },
            TaskQueue = new() { Name = Options.TaskQueue },
            WorkflowExecutionTimeout = ToProto(Options.ExecutionTimeout),
            WorkflowRunTimeout = ToProto(Options.RunTimeout),
            WorkflowTaskTimeout = ToProto(Options.TaskTimeout),
            RetryPolicy = Options.RetryPolicy?.ToProto(),
            SearchAttributes = Options.TypedSearchAttributes is { Count: > 0 } sa ? sa.ToProto() : null,
            Priority = Options.Priority?.ToProto(),
            VersioningOverride = Options.VersioningOverride?.ToProto(),
        };
        if (Args.Count > 0)
        {
            start.Input = new();
            foreach (var arg in Args)
            {
                start.Input.Payloads_.Add(await PayloadAsync(converter, arg).ConfigureAwait(false));
            }
        }

        foreach (var (name, value) in Options.Memo ?? new Dictionary<string, object>())
        {
            start.Memo ??= new();
            start.Memo.Fields.Add(name, await PayloadAsync(converter, value).ConfigureAwait(false));
        }

        foreach (var (name, value) in Headers ?? new Dictionary<string, IEncodedRawValue>())
        {
            start.Header ??= new();
            start.Header.Fields.Add(name, value.Payload);
        }

        if (Options.StaticSummary is not null || Options.StaticDetails is not null)
        {
            start.UserMetadata = new()
            {
                Summary = Options.StaticSummary is { } summary
                    ? await converter.ToPayloadAsync(summary).ConfigureAwait(false) : null,
                Details = Options.StaticDetails is { } details
                    ? await converter.ToPayloadAsync(details).ConfigureAwait(false) : null,
            };
        }

        return new() { StartWorkflow = start };
    }

    private static ScheduleActionStartWorkflow FromCall(LambdaExpression call, WorkflowOptions options)
    {
        var (method, args) = ExpressionUtil.ExtractCall(call);
        DefinitionNames.CheckRun(method);
        return new(DefinitionNames.Workflow(call.Parameters[0].Type), args, options);
    }

    // What came from the server goes back as it is: it is encoded already.
    private static async Task<Payload> PayloadAsync(DataConverter converter, object? value) => value is IEncodedRawValue raw
        ? raw.Payload
        : await converter.ToPayloadAsync(value).ConfigureAwait(false);

    private static async Task<string?> TextAsync(DataConverter converter, Payload? payload) =>
        payload is null ? null : await converter.ToValueAsync<string>(payload).ConfigureAwait(false);

    private static DataConverter Contextual(string @namespace, string workflowId, DataConverter converter) =>
        converter.WithSerializationContext(new ISerializationContext.Workflow(@namespace, workflowId));

    private static Duration? ToProto(TimeSpan? time) => time is { } t ? Duration.FromTimeSpan(t) : null;

    private void CheckOptions()
    {
        var problem = string.IsNullOrEmpty(Options.Id) ? "ID is required"
            : string.IsNullOrEmpty(Options.TaskQueue) ? "Task queue is required"
            : Options.IdReusePolicy != WorkflowIdReusePolicy.AllowDuplicate ? "ID reuse policy cannot be set"
            : Options.IdConflictPolicy != WorkflowIdConflictPolicy.Unspecified ? "ID conflict policy cannot be set"
            : Options.CronSchedule is not null ? "Cron schedule cannot be set"
            : Options.StartDelay is not null ? "Start delay cannot be set"
            : Options.RequestEagerStart ? "Eager start cannot be set"
            : Options.StartSignal is not null || Options.StartSignalArgs is not null ? "Start signal cannot be set"
            : Options.Rpc is not null ? "RPC options cannot be set"
            : null;
        if (problem is not null)
        {
            throw new ArgumentException($"{problem} on a schedule's action");
        }
    }
}
