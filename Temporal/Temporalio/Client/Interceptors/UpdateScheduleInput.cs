using Temporalio.Client.Schedules;

namespace Temporalio.Client.Interceptors;

/// <summary>Input of changing a schedule.</summary>
/// <param name="Id">The schedule's id.</param>
/// <param name="Updater">Gets what is, returns what shall be, or null to leave it.</param>
/// <param name="RpcOptions">Options of the calls.</param>
public record UpdateScheduleInput(
    string Id, Func<ScheduleUpdateInput, Task<ScheduleUpdate?>> Updater, RpcOptions? RpcOptions);
