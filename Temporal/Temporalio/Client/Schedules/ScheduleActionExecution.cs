namespace Temporalio.Client.Schedules;

/// <summary>What an action brought about; see <see cref="ScheduleActionExecutionStartWorkflow"/>.</summary>
public abstract record ScheduleActionExecution;
