using Temporalio.Converters;

namespace Temporalio.Client.Schedules;

/// <summary>What a schedule does; see <see cref="ScheduleActionStartWorkflow"/>.</summary>
public abstract record ScheduleAction
{
    internal static async Task<ScheduleAction> FromProtoAsync(
        Api.Schedule.V1.ScheduleAction? proto, string @namespace, DataConverter converter) =>
        proto?.StartWorkflow is { } start
            ? await ScheduleActionStartWorkflow.FromProtoAsync(start, @namespace, converter).ConfigureAwait(false)
            : throw new InvalidOperationException($"Unknown schedule action: {proto?.ActionCase}");

    internal abstract Task<Api.Schedule.V1.ScheduleAction> ToProtoAsync(string @namespace, DataConverter converter);
}
