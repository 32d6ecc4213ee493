using Temporalio.Client.Schedules;

namespace Temporalio.Client.Interceptors;

/// <summary>Input of taking a schedule's action at once.</summary>
/// <param name="Id">The schedule's id.</param>
/// <param name="Options">Options of the call.</param>
public record TriggerScheduleInput(string Id, ScheduleTriggerOptions? Options);
