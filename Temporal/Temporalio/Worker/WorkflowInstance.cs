using Microsoft.Extensions.Logging;
using Temporalio.Api.History.V1;
using Temporalio.Common;
using Temporalio.Converters;
using Temporalio.Exceptions;
using Temporalio.Worker.Interceptors;
using Temporalio.Worker.Replay;
using Temporalio.Workflows;

namespace Temporalio.Worker;

/// <summary>
/// One run of a workflow: a task scheduler that runs workflow code deterministically, the context which that code sees,
/// and the handlers of its messages.
/// </summary>
internal sealed partial class WorkflowInstance : TaskScheduler, IWorkflowContext, IDisposable
{
    private readonly WorkflowInstanceDetails _details;
    private readonly CancellationTokenSource _cancellation = new();
    private readonly List<WorkflowCommand> _commands = [];
    private readonly ILogger _logger;
    private readonly Api.Common.V1.Memo? _startMemo;
    private readonly Api.Common.V1.SearchAttributes? _startSearchAttributes;
    private LazyMap<string, bool> _patches = new();
    private HashSet<string>? _notifiedPatches;

    // What many runs never need is made when it is needed: a worker keeps thousands of them.
    private WorkflowInboundInterceptor? _inbound;
    private WorkflowOutboundInterceptor? _outbound;
    private Api.Common.V1.Payloads? _input;
    private object?[]? _startArgs;
    private Dictionary<string, IRawValue>? _memo;
    private object? _instance;
    private WorkflowDefinitionOptions? _dynamicOptions;
    private Exception? _activationException;
    private SearchAttributeCollection? _searchAttributes;

    /// <summary>Makes an instance.</summary>
    /// <param name="details">What it is made of; kept.</param>
    /// <param name="start">How the run was started. Only what is read later is kept of it.</param>
    public WorkflowInstance(WorkflowInstanceDetails details, WorkflowExecutionStartedEventAttributes start)
    {
        _details = details;
        _input = start.Input;
        _startMemo = start.Memo;
        _startSearchAttributes = start.SearchAttributes;
        TaskFactory = new TaskFactory(
            CancellationToken.None, TaskCreationOptions.None, TaskContinuationOptions.ExecuteSynchronously, this);
        Info = CreateInfo(details, start);
        Random = new DeterministicRandom(details.RandomSeed);
        UtcNow = details.StartTime;
        _logger = new WorkflowLogger(
            details.LoggerFactory.CreateLogger($"Temporalio.Workflow:{Info.WorkflowType}"), this);
        Logger = _logger;
        _dynamicSignal = Definition.DynamicSignal;
        DynamicQuery = Definition.DynamicQuery;
        DynamicUpdate = Definition.DynamicUpdate;
    }

    public WorkflowDefinition Definition => _details.Definition;

    /// <summary>The versioning behaviour to report with completions.</summary>
    public VersioningBehavior VersioningBehavior => _dynamicOptions is { } options
        ? options.VersioningBehavior
        : Definition.VersioningBehavior ?? VersioningBehavior.Unspecified;

    /// <summary>Whether the logic used is the one that flag 2 stands for.</summary>
    public bool UsesModernLogic { get; private set; }

    private WorkflowInboundInterceptor Inbound
    {
        get
        {
            if (_inbound is null)
            {
                WorkflowInboundInterceptor chain = new InboundRoot(this);
                foreach (var interceptor in _details.Interceptors.Reverse())
                {
                    chain = interceptor.InterceptWorkflow(chain);
                }

                // The innermost Init keeps the outbound chain, so it exists once the inbound chain does.
                chain.Init(new OutboundRoot(this));
                _inbound = chain;
            }

            return _inbound;
        }
    }

    private object?[] StartArgs
    {
        get
        {
            if (_startArgs is null)
            {
                _startArgs = DecodeArgs(
                    Definition.RunMethod, _input?.Payloads_.ToArray() ?? [], $"workflow {Info.WorkflowType}", null);
                // Nobody else reads it, and a run that waits in memory may wait long.
                _input = null;
            }

            return _startArgs;
        }
    }

    private Dictionary<string, IRawValue> OwnMemo => _memo ??= _startMemo?.Fields.ToDictionary(
        f => f.Key, f => (IRawValue)new RawValue(f.Value)) ?? [];

    /// <inheritdoc/>
    public void Dispose() => _cancellation.Dispose();

    private static WorkflowInfo CreateInfo(WorkflowInstanceDetails details, WorkflowExecutionStartedEventAttributes start)
    {
        // The same text as one that is kept anyway is not kept twice.
        var type = start.WorkflowType.Name == details.Definition.Name ? details.Definition.Name : start.WorkflowType.Name;
        var first = start.FirstExecutionRunId == details.RunId ? details.RunId : start.FirstExecutionRunId;
        return new WorkflowInfo(
            Attempt: start.Attempt,
            ContinuedRunId: NullIfEmpty(start.ContinuedExecutionRunId),
            CronSchedule: NullIfEmpty(start.CronSchedule),
            ExecutionTimeout: NullIfZero(start.WorkflowExecutionTimeout),
            FirstExecutionRunId: first,
            Headers: start.Header?.Fields,
            LastFailure: start.ContinuedFailure is { } failure
                ? details.FailureConverter.ToException(failure, details.PayloadConverter)
                : null,
            LastResult: start.LastCompletionResult?.Payloads_.Select(p => (IRawValue)new RawValue(p)).ToArray(),
            Namespace: details.Namespace,
            Parent: start.ParentWorkflowExecution is { } parent
                ? new(start.ParentWorkflowNamespace, parent.RunId, parent.WorkflowId)
                : null,
            Priority: Priority.FromProto(start.Priority),
            RetryPolicy: start.RetryPolicy is { } policy ? RetryPolicy.FromProto(policy) : null,
            Root: start.RootWorkflowExecution is { } root ? new(root.RunId, root.WorkflowId) : null,
            RunId: details.RunId,
            RunTimeout: NullIfZero(start.WorkflowRunTimeout),
            StartTime: details.StartTime,
            TaskQueue: details.TaskQueue,
            TaskTimeout: start.WorkflowTaskTimeout?.ToTimeSpan() ?? TimeSpan.FromSeconds(10),
            WorkflowId: details.WorkflowId,
            WorkflowStartTime: details.WorkflowStartTime,
            WorkflowType: type);
    }

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;

    private static TimeSpan? NullIfZero(Google.Protobuf.WellKnownTypes.Duration? duration) =>
        duration?.ToTimeSpan() is { } span && span > TimeSpan.Zero ? span : null;

    private void AddCommand(WorkflowCommand command) => _commands.Add(command);

    /// <summary>The workflow object, made when it is first needed, on the scheduler.</summary>
    private object EnsureInstance()
    {
        if (_instance is null)
        {
            _instance = Definition.CreateWorkflowInstance(
                Definition.InitConstructor is null ? [] : StartArgs);
            _dynamicOptions = Definition.DynamicOptionsGetter?.Invoke(_instance);
        }

        return _instance;
    }

    /// <summary>Decodes what a method takes: too many are ignored, missing ones take their defaults.</summary>
    private object?[] DecodeArgs(
        System.Reflection.MethodInfo method, IReadOnlyList<Api.Common.V1.Payload> payloads, string what, string? dynamicName)
    {
        if (dynamicName is not null || method.GetParameters() is [{ ParameterType: var only }] && only == typeof(IRawValue[]))
        {
            IRawValue[] raw = [.. payloads.Select(p => new RawValue(p))];
            return dynamicName is null ? [raw] : [dynamicName, raw];
        }

        var parameters = method.GetParameters();
        var args = new object?[parameters.Length];
        for (var i = 0; i < parameters.Length; i++)
        {
            if (i < payloads.Count)
            {
                try
                {
                    args[i] = PayloadConverter.ToValue(payloads[i], parameters[i].ParameterType);
                }
                catch (Exception e)
                {
                    throw new InvalidOperationException($"Failed decoding parameters of {what}", e);
                }
            }
            else if (parameters[i].HasDefaultValue)
            {
                args[i] = parameters[i].DefaultValue;
            }
            else
            {
                throw new InvalidOperationException(
                    $"Failed decoding parameters of {what}: given {payloads.Count} parameter(s), but more than that are "
                    + "required by the signature");
            }
        }

        return args;
    }

    private bool IsFailure(Exception e)
    {
        if (e is FailureException or OperationCanceledException)
        {
            return true;
        }

        var own = _dynamicOptions?.FailureExceptionTypes ?? Definition.FailureExceptionTypes ?? [];
        return own.Concat(_details.FailureExceptionTypes).Any(t => t.IsInstanceOfType(e));
    }

    private Api.Failure.V1.Failure ToFailure(Exception e) =>
        _details.FailureConverter.ToFailure(e, PayloadConverter);

    private Exception ToException(Api.Failure.V1.Failure failure) =>
        _details.FailureConverter.ToException(failure, PayloadConverter);
}
