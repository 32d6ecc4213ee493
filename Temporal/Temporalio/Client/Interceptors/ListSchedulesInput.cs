using Temporalio.Client.Schedules;

namespace Temporalio.Client.Interceptors;

/// <summary>Input of listing schedules.</summary>
/// <param name="Options">Options of the calls.</param>
public record ListSchedulesInput(ScheduleListOptions? Options);
