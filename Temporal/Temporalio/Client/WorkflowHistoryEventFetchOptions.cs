using Temporalio.Api.Enums.V1;

namespace Temporalio.Client;

/// <summary>Options of fetching events of a history.</summary>
public class WorkflowHistoryEventFetchOptions : ICloneable
{
    /// <summary>Whether to wait for events that are yet to come. Default false.</summary>
    public bool WaitNewEvent { get; set; }

    /// <summary>Which events. Default all.</summary>
    public HistoryEventFilterType EventFilterType { get; set; } = HistoryEventFilterType.AllEvent;

    /// <summary>Whether archived histories are left alone. Default false.</summary>
    public bool SkipArchival { get; set; }

    /// <summary>Options of the call; null for the defaults.</summary>
    public RpcOptions? Rpc { get; set; }

    /// <inheritdoc/>
    public virtual object Clone() => MemberwiseClone();
}
