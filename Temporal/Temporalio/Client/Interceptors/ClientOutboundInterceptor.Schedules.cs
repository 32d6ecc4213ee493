using Temporalio.Client.Schedules;

namespace Temporalio.Client.Interceptors;

/// <content>Schedules.</content>
public abstract partial class ClientOutboundInterceptor
{
    /// <summary>Makes a schedule.</summary>
    /// <param name="input">The input.</param>
    /// <returns>The outcome.</returns>
    public virtual Task<ScheduleHandle> CreateScheduleAsync(CreateScheduleInput input) =>
        Next.CreateScheduleAsync(input);

    /// <summary>Lists schedules.</summary>
    /// <param name="input">The input.</param>
    /// <returns>The outcome.</returns>
    public virtual IAsyncEnumerable<ScheduleListDescription> ListSchedulesAsync(ListSchedulesInput input) =>
        Next.ListSchedulesAsync(input);

    /// <summary>Takes past actions of a schedule.</summary>
    /// <param name="input">The input.</param>
    /// <returns>The outcome.</returns>
    public virtual Task BackfillScheduleAsync(BackfillScheduleInput input) => Next.BackfillScheduleAsync(input);

    /// <summary>Deletes a schedule.</summary>
    /// <param name="input">The input.</param>
    /// <returns>The outcome.</returns>
    public virtual Task DeleteScheduleAsync(DeleteScheduleInput input) => Next.DeleteScheduleAsync(input);

    /// <summary>Describes a schedule.</summary>
    /// <param name="input">The input.</param>
    /// <returns>The outcome.</returns>
    public virtual Task<ScheduleDescription> DescribeScheduleAsync(DescribeScheduleInput input) =>
        Next.DescribeScheduleAsync(input);

    /// <summary>Pauses a schedule.</summary>
    /// <param name="input">The input.</param>
    /// <returns>The outcome.</returns>
    public virtual Task PauseScheduleAsync(PauseScheduleInput input) => Next.PauseScheduleAsync(input);

    /// <summary>Takes a schedule's action at once.</summary>
    /// <param name="input">The input.</param>
    /// <returns>The outcome.</returns>
    public virtual Task TriggerScheduleAsync(TriggerScheduleInput input) => Next.TriggerScheduleAsync(input);

    /// <summary>Lets a schedule run again.</summary>
    /// <param name="input">The input.</param>
    /// <returns>The outcome.</returns>
    public virtual Task UnpauseScheduleAsync(UnpauseScheduleInput input) => Next.UnpauseScheduleAsync(input);

    /// <summary>Changes a schedule.</summary>
    /// <param name="input">The input.</param>
    /// <returns>The outcome.</returns>
    public virtual Task UpdateScheduleAsync(UpdateScheduleInput input) => Next.UpdateScheduleAsync(input);
}
