using Temporalio.Activities;
using Temporalio.Api.Common.V1;

namespace Temporalio.Worker.Interceptors;

/// <summary>An activity to run.</summary>
/// <param name="Activity">The activity.</param>
/// <param name="Args">The arguments.</param>
/// <param name="Headers">The headers that came with the call.</param>
public record ExecuteActivityInput(
    ActivityDefinition Activity,
    object?[] Args,
    IReadOnlyDictionary<string, Payload>? Headers);
