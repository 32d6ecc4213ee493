using Temporalio.Api.Common.V1;
using Temporalio.Workflows;

namespace Temporalio.Worker.Interceptors;

/// <summary>A local activity to schedule.</summary>
/// <param name="Activity">The activity type.</param>
/// <param name="Args">The arguments.</param>
/// <param name="Options">The options.</param>
/// <param name="Headers">The headers to send along; may be replaced.</param>
public record ScheduleLocalActivityInput(
    string Activity,
    IReadOnlyCollection<object?> Args,
    LocalActivityOptions Options,
    IDictionary<string, Payload>? Headers);
