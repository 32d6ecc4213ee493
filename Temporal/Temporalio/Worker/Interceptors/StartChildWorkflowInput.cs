using Temporalio.Api.Common.V1;
using Temporalio.Workflows;

namespace Temporalio.Worker.Interceptors;

/// <summary>A child to start.</summary>
/// <param name="Workflow">The workflow type.</param>
/// <param name="Args">The arguments.</param>
/// <param name="Options">The options.</param>
/// <param name="Headers">The headers to send along; may be replaced.</param>
public record StartChildWorkflowInput(
    string Workflow,
    IReadOnlyCollection<object?> Args,
    ChildWorkflowOptions Options,
    IDictionary<string, Payload>? Headers);
