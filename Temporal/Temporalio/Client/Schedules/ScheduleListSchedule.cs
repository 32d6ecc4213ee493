namespace Temporalio.Client.Schedules;

/// <summary>A listed schedule.</summary>
/// <param name="Action">What it does.</param>
/// <param name="Spec">When.</param>
/// <param name="State">Whether it runs.</param>
public record ScheduleListSchedule(ScheduleListAction Action, ScheduleSpec Spec, ScheduleListState State)
{
    internal static ScheduleListSchedule FromProto(Api.Schedule.V1.ScheduleListInfo proto) => new(
        new ScheduleListActionStartWorkflow(proto.WorkflowType?.Name ?? ""),
        ScheduleSpec.FromProto(proto.Spec ?? new()),
        new(proto.Notes.Length == 0 ? null : proto.Notes, proto.Paused));
}
