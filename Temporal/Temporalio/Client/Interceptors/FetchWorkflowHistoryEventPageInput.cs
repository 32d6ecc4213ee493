using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.History.V1;
using Temporalio.Converters;

namespace Temporalio.Client.Interceptors;

/// <summary>Input of fetching a page of history.</summary>
/// <param name="Id">The workflow's id.</param>
/// <param name="RunId">The run; null for the current one.</param>
/// <param name="PageSize">The size of the page; null for the server's.</param>
/// <param name="NextPageToken">Where to go on; null for the start.</param>
/// <param name="WaitNewEvent">Whether to wait for events.</param>
/// <param name="EventFilterType">Which events.</param>
/// <param name="SkipArchival">Whether archived histories are left alone.</param>
/// <param name="Rpc">Options of the call.</param>
public record FetchWorkflowHistoryEventPageInput(
    string Id,
    string? RunId,
    int? PageSize,
    byte[]? NextPageToken,
    bool WaitNewEvent,
    HistoryEventFilterType EventFilterType,
    bool SkipArchival,
    RpcOptions? Rpc);
