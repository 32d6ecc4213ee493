using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.History.V1;
using Temporalio.Converters;

namespace Temporalio.Client.Interceptors;

/// <summary>Input of starting an update.</summary>
/// <param name="Id">The workflow's id.</param>
/// <param name="RunId">The run; null for the current one.</param>
/// <param name="FirstExecutionRunId">The first run of the chain; null for any.</param>
/// <param name="Update">The update's name.</param>
/// <param name="Args">The arguments.</param>
/// <param name="Options">Options of the call.</param>
/// <param name="Headers">Headers for interceptors.</param>
public record StartWorkflowUpdateInput(
    string Id,
    string? RunId,
    string? FirstExecutionRunId,
    string Update,
    IReadOnlyCollection<object?> Args,
    WorkflowUpdateStartOptions Options,
    IDictionary<string, Payload>? Headers);
