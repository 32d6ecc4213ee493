namespace Temporalio.Client.Schedules;

/// <summary>What is done when.</summary>
/// <param name="Action">What is done.</param>
/// <param name="Spec">When.</param>
public record Schedule(ScheduleAction Action, ScheduleSpec Spec)
{
    /// <summary>How overlapping, late and failed actions are treated.</summary>
    public SchedulePolicy Policy { get; init; } = new();

    /// <summary>Whether it runs.</summary>
    public ScheduleState State { get; init; } = new();

    internal static async Task<Schedule> FromProtoAsync(
        Api.Schedule.V1.Schedule proto, string @namespace, Converters.DataConverter converter) => new(
        await ScheduleAction.FromProtoAsync(proto.Action, @namespace, converter).ConfigureAwait(false),
        ScheduleSpec.FromProto(proto.Spec ?? new()))
    {
        Policy = SchedulePolicy.FromProto(proto.Policies ?? new()),
        State = ScheduleState.FromProto(proto.State ?? new()),
    };

    internal async Task<Api.Schedule.V1.Schedule> ToProtoAsync(
        string @namespace, Converters.DataConverter converter) => new()
    {
        Action = await Action.ToProtoAsync(@namespace, converter).ConfigureAwait(false),
        Spec = Spec.ToProto(),
        Policies = Policy.ToProto(),
        State = State.ToProto(),
    };
}
