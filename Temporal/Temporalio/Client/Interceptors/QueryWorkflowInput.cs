using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.History.V1;
using Temporalio.Converters;

namespace Temporalio.Client.Interceptors;

/// <summary>Input of querying a workflow.</summary>
/// <param name="Id">The workflow's id.</param>
/// <param name="RunId">The run; null for the current one.</param>
/// <param name="Query">The query's name.</param>
/// <param name="Args">The arguments.</param>
/// <param name="Options">Options of the call.</param>
/// <param name="Headers">Headers for interceptors.</param>
public record QueryWorkflowInput(
    string Id,
    string? RunId,
    string Query,
    IReadOnlyCollection<object?> Args,
    WorkflowQueryOptions? Options,
    IDictionary<string, Payload>? Headers);
