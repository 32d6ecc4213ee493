using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.History.V1;
using Temporalio.Converters;

namespace Temporalio.Client.Interceptors;

/// <summary>Input of listing a page of workflows.</summary>
/// <param name="Query">The list filter.</param>
/// <param name="NextPageToken">Where to go on; null for the start.</param>
/// <param name="Options">Options of the call.</param>
public record ListWorkflowsPaginatedInput(
    string Query,
    byte[]? NextPageToken,
    WorkflowListPaginatedOptions? Options);
