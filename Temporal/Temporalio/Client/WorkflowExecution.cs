using Temporalio.Api.Enums.V1;
using Temporalio.Api.Workflow.V1;
using Temporalio.Common;
using Temporalio.Converters;

namespace Temporalio.Client;

/// <summary>A run as the server lists it.</summary>
public class WorkflowExecution
{
    private readonly Lazy<SearchAttributeCollection> _searchAttributes;
    private readonly Lazy<IReadOnlyDictionary<string, IEncodedRawValue>> _memo;

    /// <summary>Makes the run.</summary>
    /// <param name="rawInfo">What the server sent.</param>
    /// <param name="dataConverter">Converts the memo.</param>
    /// <param name="clientNamespaceForDataConverterWithContext">The namespace that the converter is told; null to leave
    /// the converter as it is.</param>
    protected internal WorkflowExecution(
        WorkflowExecutionInfo rawInfo, DataConverter dataConverter, string? clientNamespaceForDataConverterWithContext)
    {
        RawInfo = rawInfo;
        var converter = clientNamespaceForDataConverterWithContext is { } ns
            ? dataConverter.WithSerializationContext(new ISerializationContext.Workflow(ns, rawInfo.Execution.WorkflowId))
            : dataConverter;
        _searchAttributes = new(() => rawInfo.SearchAttributes is null
            ? SearchAttributeCollection.Empty
            : SearchAttributeCollection.FromProto(rawInfo.SearchAttributes));
        _memo = new(() => (rawInfo.Memo?.Fields ?? [])
            .ToDictionary(f => f.Key, f => (IEncodedRawValue)new EncodedRawValue(converter, f.Value)));
    }

    /// <summary>When the run closed (UTC); null while it is open.</summary>
    public DateTime? CloseTime => RawInfo.CloseTime?.ToDateTime();

    /// <summary>When the run began or will begin to work (UTC), after any delay.</summary>
    public DateTime? ExecutionTime => RawInfo.ExecutionTime?.ToDateTime();

    /// <summary>The number of events.</summary>
    public int HistoryLength => (int)RawInfo.HistoryLength;

    /// <summary>The workflow's id.</summary>
    public string Id => RawInfo.Execution.WorkflowId;

    /// <summary>The parent's workflow id, or null.</summary>
    public string? ParentId => RawInfo.ParentExecution?.WorkflowId;

    /// <summary>The parent's run id, or null.</summary>
    public string? ParentRunId => RawInfo.ParentExecution?.RunId;

    /// <summary>The run's id.</summary>
    public string RunId => RawInfo.Execution.RunId;

    /// <summary>When the run was made (UTC).</summary>
    public DateTime StartTime => RawInfo.StartTime.ToDateTime();

    /// <summary>The status.</summary>
    public WorkflowExecutionStatus Status => RawInfo.Status;

    /// <summary>The task queue.</summary>
    public string TaskQueue => RawInfo.TaskQueue;

    /// <summary>The search attributes.</summary>
    public SearchAttributeCollection TypedSearchAttributes => _searchAttributes.Value;

    /// <summary>The workflow's type.</summary>
    public string WorkflowType => RawInfo.Type.Name;

    /// <summary>The memo; values are converted when asked for.</summary>
    public IReadOnlyDictionary<string, IEncodedRawValue> Memo => _memo.Value;

    /// <summary>What the server sent.</summary>
    internal WorkflowExecutionInfo RawInfo { get; }
}
