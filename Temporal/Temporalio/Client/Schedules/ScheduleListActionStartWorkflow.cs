namespace Temporalio.Client.Schedules;

/// <summary>Starts a workflow.</summary>
/// <param name="Workflow">The workflow's type.</param>
public record ScheduleListActionStartWorkflow(string Workflow) : ScheduleListAction;
