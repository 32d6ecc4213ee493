using Temporalio.Api.Common.V1;
using Temporalio.Workflows;

namespace Temporalio.Worker.Interceptors;

/// <summary>A query to answer.</summary>
/// <param name="Id">The query id.</param>
/// <param name="Query">The query name.</param>
/// <param name="Definition">The handler.</param>
/// <param name="Args">The arguments.</param>
/// <param name="Headers">The headers that came with the call.</param>
public record HandleQueryInput(
    string Id,
    string Query,
    WorkflowQueryDefinition Definition,
    object?[] Args,
    IReadOnlyDictionary<string, Payload>? Headers);
