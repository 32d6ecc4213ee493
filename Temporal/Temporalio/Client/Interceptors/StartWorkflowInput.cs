using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.History.V1;
using Temporalio.Converters;

namespace Temporalio.Client.Interceptors;

/// <summary>Input of starting a workflow.</summary>
/// <param name="Workflow">The workflow's type.</param>
/// <param name="Args">The arguments.</param>
/// <param name="Options">Options of the call.</param>
/// <param name="Headers">Headers for interceptors.</param>
public record StartWorkflowInput(
    string Workflow,
    IReadOnlyCollection<object?> Args,
    WorkflowOptions Options,
    IDictionary<string, Payload>? Headers);
