using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.History.V1;
using Temporalio.Converters;

namespace Temporalio.Client.Interceptors;

/// <summary>Input of starting an update that may start its workflow.</summary>
/// <param name="Update">The update's name.</param>
/// <param name="Args">The arguments.</param>
/// <param name="Options">Options of the call.</param>
/// <param name="Headers">Headers for interceptors.</param>
public record StartUpdateWithStartWorkflowInput(
    string Update,
    IReadOnlyCollection<object?> Args,
    WorkflowStartUpdateWithStartOptions Options,
    IDictionary<string, Payload>? Headers);
