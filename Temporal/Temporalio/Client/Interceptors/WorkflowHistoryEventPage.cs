using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.History.V1;
using Temporalio.Converters;

namespace Temporalio.Client.Interceptors;

/// <summary>A page of history.</summary>
/// <param name="Events">The events.</param>
/// <param name="NextPageToken">Where to go on; null at the end.</param>
public record WorkflowHistoryEventPage(
    IReadOnlyCollection<HistoryEvent> Events,
    byte[]? NextPageToken);
