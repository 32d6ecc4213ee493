using Temporalio.Api.Common.V1;
using Temporalio.Workflows;

namespace Temporalio.Worker.Interceptors;

/// <summary>An activity to schedule.</summary>
/// <param name="Activity">The activity type.</param>
/// <param name="Args">The arguments.</param>
/// <param name="Options">The options.</param>
/// <param name="Headers">The headers to send along; may be replaced.</param>
public record ScheduleActivityInput(
    string Activity,
    IReadOnlyCollection<object?> Args,
    ActivityOptions Options,
    IDictionary<string, Payload>? Headers);
