using Temporalio.Exceptions;

namespace Temporalio.Client.Schedules;

/// <summary>A schedule that may exist. Calls on one that does not fail with <see cref="RpcException"/> (not found).
/// </summary>
/// <param name="Client">The client.</param>
/// <param name="Id">The schedule's id.</param>
public record ScheduleHandle(ITemporalClient Client, string Id)
{
    /// <summary>Takes the actions of past times now.</summary>
    /// <param name="backfills">The times; at least one.</param>
    /// <param name="rpcOptions">Options of the call.</param>
    /// <returns>A task for the call.</returns>
    /// <exception cref="ArgumentException">No time is given.</exception>
    public virtual Task BackfillAsync(IReadOnlyCollection<ScheduleBackfill> backfills, RpcOptions? rpcOptions = null) =>
        Client.OutboundInterceptor.BackfillScheduleAsync(new(Id, backfills, rpcOptions));

    /// <summary>Deletes it; workflows that it started go on.</summary>
    /// <param name="rpcOptions">Options of the call.</param>
    /// <returns>A task for the call.</returns>
    public virtual Task DeleteAsync(RpcOptions? rpcOptions = null) =>
        Client.OutboundInterceptor.DeleteScheduleAsync(new(Id, rpcOptions));

    /// <summary>Describes it.</summary>
    /// <param name="rpcOptions">Options of the call.</param>
    /// <returns>The description.</returns>
    public virtual Task<ScheduleDescription> DescribeAsync(RpcOptions? rpcOptions = null) =>
        Client.OutboundInterceptor.DescribeScheduleAsync(new(Id, rpcOptions));

    /// <summary>Pauses it.</summary>
    /// <param name="note">Why; null for a text that names the library.</param>
    /// <param name="rpcOptions">Options of the call.</param>
    /// <returns>A task for the call.</returns>
    public virtual Task PauseAsync(string? note = null, RpcOptions? rpcOptions = null) =>
        Client.OutboundInterceptor.PauseScheduleAsync(new(Id, note, rpcOptions));

    /// <summary>Takes the action now.</summary>
    /// <param name="options">How.</param>
    /// <returns>A task for the call.</returns>
    public virtual Task TriggerAsync(ScheduleTriggerOptions? options = null) =>
        Client.OutboundInterceptor.TriggerScheduleAsync(new(Id, options));

    /// <summary>Lets it run again.</summary>
    /// <param name="note">Why; null for a text that names the library.</param>
    /// <param name="rpcOptions">Options of the call.</param>
    /// <returns>A task for the call.</returns>
    public virtual Task UnpauseAsync(string? note = null, RpcOptions? rpcOptions = null) =>
        Client.OutboundInterceptor.UnpauseScheduleAsync(new(Id, note, rpcOptions));

    /// <summary>Changes it.</summary>
    /// <param name="updater">Gets what is, returns what shall be, or null to leave it. May be called more than once.
    /// </param>
    /// <param name="rpcOptions">Options of the calls.</param>
    /// <returns>A task for the calls.</returns>
    public Task UpdateAsync(Func<ScheduleUpdateInput, ScheduleUpdate?> updater, RpcOptions? rpcOptions = null) =>
        UpdateAsync(input => Task.FromResult(updater(input)), rpcOptions);

    /// <summary>Changes it.</summary>
    /// <param name="updater">Gets what is, returns what shall be, or null to leave it. May be called more than once.
    /// </param>
    /// <param name="rpcOptions">Options of the calls.</param>
    /// <returns>A task for the calls.</returns>
    public virtual Task UpdateAsync(
        Func<ScheduleUpdateInput, Task<ScheduleUpdate?>> updater, RpcOptions? rpcOptions = null) =>
        Client.OutboundInterceptor.UpdateScheduleAsync(new(Id, updater, rpcOptions));
}
