using Microsoft.Extensions.Logging;
using Temporalio.Api.Common.V1;
using Temporalio.Common;
using Temporalio.Converters;
using Temporalio.Runtime.Metrics;
using Temporalio.Worker.Interceptors;
using Temporalio.Worker.Replay;
using Temporalio.Workflows;

namespace Temporalio.Worker;

/// <summary>What workflow code sees.</summary>
internal sealed partial class WorkflowInstance
{
    private readonly AsyncLocal<WorkflowUpdateInfo?> _currentUpdate = new();

    private DeterministicRandom _random = null!;
    private bool _inQueryOrValidator;
    private ReplaySafeMeter? _metricMeter;
    private IDictionary<string, WorkflowQueryDefinition>? _queries;
    private IDictionary<string, WorkflowSignalDefinition>? _signals;
    private IDictionary<string, WorkflowUpdateDefinition>? _updates;

    /// <inheritdoc/>
    public bool AllHandlersFinished => _handlers.Count == 0;

    /// <inheritdoc/>
    public CancellationToken CancellationToken => _cancellation.Token;

    /// <inheritdoc/>
    public bool ContinueAsNewSuggested { get; private set; }

    /// <inheritdoc/>
    public IReadOnlyCollection<SuggestContinueAsNewReason> SuggestedContinueAsNewReasons { get; private set; } = [];

    /// <inheritdoc/>
    public bool TargetWorkerDeploymentVersionChanged { get; private set; }

    /// <inheritdoc/>
    public WorkerDeploymentVersion? CurrentDeploymentVersion { get; private set; }

    /// <inheritdoc/>
    public string CurrentDetails { get; set; } = "";

    /// <inheritdoc/>
    public int CurrentHistoryLength { get; private set; }

    /// <inheritdoc/>
    public int CurrentHistorySize { get; private set; }

    /// <inheritdoc/>
    public WorkflowUpdateInfo? CurrentUpdateInfo => _currentUpdate.Value;

    /// <inheritdoc/>
    public WorkflowQueryDefinition? DynamicQuery { get; set; }

    /// <inheritdoc/>
    public WorkflowUpdateDefinition? DynamicUpdate { get; set; }

    /// <inheritdoc/>
    public WorkflowInfo Info { get; }

    /// <inheritdoc/>
    public object Instance => EnsureInstance();

    /// <inheritdoc/>
    public bool IsReplaying { get; private set; }

    /// <inheritdoc/>
    public bool IsReplayingHistoryEvents => IsReplaying && !_inQueryOrValidator;

    /// <inheritdoc/>
    public ILogger Logger { get; }

    /// <inheritdoc/>
    public MetricMeter MetricMeter => _metricMeter ??= new ReplaySafeMeter(
        _details.MetricMeter?.Invoke(Info.WorkflowType) ?? NoopMeter.Instance, record =>
        {
            if (IsReplayingHistoryEvents)
            {
                return;
            }

            // A meter may use threads and timers; they have no effect on the workflow.
            using (SuspendTracing())
            {
                record();
            }
        });

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, IRawValue> Memo => OwnMemo;

    /// <inheritdoc/>
    public IPayloadConverter PayloadConverter => _details.PayloadConverter;

    /// <inheritdoc/>
    public IDictionary<string, WorkflowQueryDefinition> Queries =>
        _queries ??= new Dictionary<string, WorkflowQueryDefinition>(Definition.Queries);

    /// <inheritdoc/>
    public DeterministicRandom Random
    {
        get
        {
            AssertNotReadOnly("use random numbers");
            return _random;
        }

        private set => _random = value;
    }

    /// <inheritdoc/>
    public IDictionary<string, WorkflowSignalDefinition> Signals =>
        _signals ??= new SignalDictionary(this, Definition.Signals);

    /// <inheritdoc/>
    public SearchAttributeCollection TypedSearchAttributes =>
        _searchAttributes ??= _startSearchAttributes is { } attributes
            ? SearchAttributeCollection.FromProto(attributes)
            : SearchAttributeCollection.Empty;

    /// <inheritdoc/>
    public IDictionary<string, WorkflowUpdateDefinition> Updates =>
        _updates ??= new Dictionary<string, WorkflowUpdateDefinition>(Definition.Updates);

    /// <inheritdoc/>
    public DateTime UtcNow { get; private set; }

    /// <inheritdoc/>
    public TaskFactory TaskFactory { get; }

    /// <inheritdoc/>
    public WorkflowOutboundInterceptor Outbound
    {
        get
        {
            _ = Inbound;
            return _outbound!;
        }
    }

    /// <inheritdoc/>
    public bool Patch(string patchId, bool deprecated)
    {
        if (!_patches.TryGetValue(patchId, out var patched))
        {
            AssertNotReadOnly("patch");
            var known = _notifiedPatches?.Contains(patchId) == true;
            patched = !IsReplaying || known;
            if (!deprecated && !IsReplaying && !known && _details.PatchActivationCallback is { } callback)
            {
                var before = _inQueryOrValidator;
                _inQueryOrValidator = true;
                try
                {
                    patched = callback(new(Info, patchId));
                }
                finally
                {
                    _inQueryOrValidator = before;
                }
            }

            _patches[patchId] = patched;
        }

        if (patched && !_inQueryOrValidator)
        {
            AddCommand(new WorkflowCommand.SetPatchMarker(patchId, deprecated));
        }

        return patched;
    }

    /// <inheritdoc/>
    public void UpsertMemo(IReadOnlyCollection<MemoUpdate> updates)
    {
        AssertNotReadOnly("upsert memo");
        if (updates.Count == 0)
        {
            throw new ArgumentException("At least one update required", nameof(updates));
        }

        var memo = new Memo();
        foreach (var update in updates)
        {
            if (memo.Fields.ContainsKey(update.UntypedKey))
            {
                throw new ArgumentException($"Duplicate update for key {update.UntypedKey}", nameof(updates));
            }

            memo.Fields[update.UntypedKey] = PayloadConverter.ToPayload(update.HasValue ? update.UntypedValue : null);
        }

        foreach (var update in updates)
        {
            if (update.HasValue)
            {
                OwnMemo[update.UntypedKey] = new RawValue(memo.Fields[update.UntypedKey]);
            }
            else
            {
                OwnMemo.Remove(update.UntypedKey);
            }
        }

        AddCommand(new WorkflowCommand.ModifyProperties(memo));
    }

    /// <inheritdoc/>
    public void UpsertTypedSearchAttributes(IReadOnlyCollection<SearchAttributeUpdate> updates)
    {
        AssertNotReadOnly("upsert search attributes");
        if (updates.Count == 0)
        {
            throw new ArgumentException("At least one update required", nameof(updates));
        }

        var attributes = new SearchAttributes();
        foreach (var update in updates)
        {
            if (!attributes.IndexedFields.TryAdd(update.UntypedKey.Name, SearchAttributePayload.ToPayload(
                update.HasValue ? update.UntypedValue : null, update.UntypedKey.ValueType)))
            {
                throw new ArgumentException($"Duplicate update for key {update.UntypedKey.Name}", nameof(updates));
            }
        }

        _searchAttributes = TypedSearchAttributes.Apply(updates);
        AddCommand(new WorkflowCommand.UpsertSearchAttributes(attributes));
    }

    /// <inheritdoc/>
    public T WithTracingEventListenerDisabled<T>(Func<T> fn)
    {
        var commands = _commands.Count;
        var before = TracingSuspended;
        TracingSuspended = true;
        try
        {
            var result = fn();
            return _commands.Count == commands
                ? result
                : throw new InvalidOperationException("Function during tracing event listener disabling created workflow commands");
        }
        finally
        {
            TracingSuspended = before;
        }
    }

    /// <inheritdoc/>
    public Workflows.ExternalWorkflowHandle<TWorkflow> GetExternalWorkflowHandle<TWorkflow>(string id, string? runId) =>
        new ExternalHandle<TWorkflow>(this, id, runId);

    private void AssertNotReadOnly(string what)
    {
        if (_inQueryOrValidator)
        {
            throw new InvalidOperationException($"Cannot {what} in this context");
        }
    }
}
