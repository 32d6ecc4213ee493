using Temporalio.Api.Common.V1;
using Temporalio.Workflows;

namespace Temporalio.Worker.Interceptors;

/// <summary>An update to validate or to handle.</summary>
/// <param name="Id">The update id.</param>
/// <param name="Update">The update name.</param>
/// <param name="Definition">The handler.</param>
/// <param name="Args">The arguments.</param>
/// <param name="Headers">The headers that came with the call.</param>
public record HandleUpdateInput(
    string Id,
    string Update,
    WorkflowUpdateDefinition Definition,
    object?[] Args,
    IReadOnlyDictionary<string, Payload>? Headers);
