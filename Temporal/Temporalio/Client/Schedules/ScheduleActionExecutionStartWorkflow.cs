namespace Temporalio.Client.Schedules;

/// <summary>A workflow that an action started.</summary>
/// <param name="WorkflowId">The workflow's id.</param>
/// <param name="FirstExecutionRunId">Its first run.</param>
public record ScheduleActionExecutionStartWorkflow(string WorkflowId, string FirstExecutionRunId)
    : ScheduleActionExecution
{
    internal static ScheduleActionExecutionStartWorkflow FromProto(Api.Common.V1.WorkflowExecution proto) =>
        new(proto.WorkflowId, proto.RunId);
}
