using Temporalio.Client.Schedules;

namespace Temporalio.Client.Interceptors;

/// <summary>Input of taking past actions of a schedule.</summary>
/// <param name="Id">The schedule's id.</param>
/// <param name="Backfills">The times.</param>
/// <param name="RpcOptions">Options of the call.</param>
public record BackfillScheduleInput(string Id, IReadOnlyCollection<ScheduleBackfill> Backfills, RpcOptions? RpcOptions);
