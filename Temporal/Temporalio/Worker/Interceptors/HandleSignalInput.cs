using Temporalio.Api.Common.V1;
using Temporalio.Workflows;

namespace Temporalio.Worker.Interceptors;

/// <summary>A signal to handle.</summary>
/// <param name="Signal">The signal name.</param>
/// <param name="Definition">The handler.</param>
/// <param name="Args">The arguments.</param>
/// <param name="Headers">The headers that came with the call.</param>
public record HandleSignalInput(
    string Signal,
    WorkflowSignalDefinition Definition,
    object?[] Args,
    IReadOnlyDictionary<string, Payload>? Headers);
