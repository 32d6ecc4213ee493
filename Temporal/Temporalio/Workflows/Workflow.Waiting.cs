namespace Temporalio.Workflows;

/// <content>Delays, conditions and tasks.</content>
public static partial class Workflow
{
    /// <summary>Waits.</summary>
    /// <param name="millisecondsDelay">How long, in milliseconds; -1 for ever.</param>
    /// <param name="cancellationToken">Cancels the wait; null for the workflow's own token.</param>
    /// <returns>When the time has passed.</returns>
    public static Task DelayAsync(int millisecondsDelay, CancellationToken? cancellationToken = null) =>
        DelayAsync(TimeSpan.FromMilliseconds(millisecondsDelay), cancellationToken);

    /// <summary>Waits.</summary>
    /// <param name="delay">How long; -1 ms for ever.</param>
    /// <param name="cancellationToken">Cancels the wait; null for the workflow's own token.</param>
    /// <returns>When the time has passed.</returns>
    public static Task DelayAsync(TimeSpan delay, CancellationToken? cancellationToken = null) =>
        DelayWithOptionsAsync(new(delay, cancellationToken: cancellationToken));

    /// <summary>Waits.</summary>
    /// <param name="options">The options.</param>
    /// <returns>When the time has passed.</returns>
    public static Task DelayWithOptionsAsync(DelayOptions options) =>
        Context.Outbound.DelayAsync(new(options.Delay, options.CancellationToken, options.Summary));

    /// <summary>Starts a task on the workflow's scheduler; the replacement of <c>Task.Run</c>.</summary>
    /// <param name="function">The task.</param>
    /// <param name="cancellationToken">Cancels the start; null for the workflow's own token.</param>
    /// <returns>The task.</returns>
    public static Task RunTaskAsync(Func<Task> function, CancellationToken? cancellationToken = null) =>
        Context.TaskFactory.StartNew(function, cancellationToken ?? CancellationToken).Unwrap();

    /// <summary>Starts a task on the workflow's scheduler; the replacement of <c>Task.Run</c>.</summary>
    /// <typeparam name="TResult">The result type.</typeparam>
    /// <param name="function">The task.</param>
    /// <param name="cancellationToken">Cancels the start; null for the workflow's own token.</param>
    /// <returns>The task.</returns>
    public static Task<TResult> RunTaskAsync<TResult>(
        Func<Task<TResult>> function, CancellationToken? cancellationToken = null) =>
        Context.TaskFactory.StartNew(function, cancellationToken ?? CancellationToken).Unwrap();

    /// <summary>Waits for a condition, which is checked after every step of the workflow.</summary>
    /// <param name="conditionCheck">The condition; it must only read the workflow's state.</param>
    /// <param name="cancellationToken">Cancels the wait; null for the workflow's own token.</param>
    /// <returns>When the condition is true.</returns>
    public static Task WaitConditionAsync(Func<bool> conditionCheck, CancellationToken? cancellationToken = null) =>
        Context.WaitConditionAsync(new(conditionCheck, cancellationToken: cancellationToken));

    /// <summary>Waits for a condition, but not longer than a time.</summary>
    /// <param name="conditionCheck">The condition; it must only read the workflow's state.</param>
    /// <param name="timeoutMilliseconds">The time in milliseconds.</param>
    /// <param name="cancellationToken">Cancels the wait; null for the workflow's own token.</param>
    /// <returns>False if the time has passed.</returns>
    public static Task<bool> WaitConditionAsync(
        Func<bool> conditionCheck, int timeoutMilliseconds, CancellationToken? cancellationToken = null) =>
        WaitConditionAsync(conditionCheck, TimeSpan.FromMilliseconds(timeoutMilliseconds), cancellationToken);

    /// <summary>Waits for a condition, but not longer than a time.</summary>
    /// <param name="conditionCheck">The condition; it must only read the workflow's state.</param>
    /// <param name="timeout">The time.</param>
    /// <param name="cancellationToken">Cancels the wait; null for the workflow's own token.</param>
    /// <returns>False if the time has passed.</returns>
    public static Task<bool> WaitConditionAsync(
        Func<bool> conditionCheck, TimeSpan timeout, CancellationToken? cancellationToken = null) =>
        Context.WaitConditionAsync(new(conditionCheck, timeout, null, cancellationToken));

    /// <summary>Waits for a condition.</summary>
    /// <param name="options">The options.</param>
    /// <returns>False if the time has passed.</returns>
    public static Task<bool> WaitConditionWithOptionsAsync(WaitConditionOptions options) =>
        Context.WaitConditionAsync(options);

    /// <summary>Waits for the first of several tasks.</summary>
    /// <param name="tasks">The tasks.</param>
    /// <returns>The first that ended.</returns>
    public static Task<Task> WhenAnyAsync(params Task[] tasks) => WhenAnyAsync((IEnumerable<Task>)tasks);

    /// <summary>Waits for the first of several tasks.</summary>
    /// <param name="tasks">The tasks.</param>
    /// <returns>The first that ended.</returns>
    public static Task<Task> WhenAnyAsync(IEnumerable<Task> tasks) => Task.WhenAny(tasks);

    /// <summary>Waits for the first of several tasks.</summary>
    /// <typeparam name="TResult">The result type.</typeparam>
    /// <param name="tasks">The tasks.</param>
    /// <returns>The first that ended.</returns>
    public static Task<Task<TResult>> WhenAnyAsync<TResult>(params Task<TResult>[] tasks) =>
        WhenAnyAsync((IEnumerable<Task<TResult>>)tasks);

    /// <summary>Waits for the first of several tasks.</summary>
    /// <typeparam name="TResult">The result type.</typeparam>
    /// <param name="tasks">The tasks.</param>
    /// <returns>The first that ended.</returns>
    /// <remarks>In some versions the framework's generic form continues on the default scheduler, so it is not used
    /// here.</remarks>
    public static async Task<Task<TResult>> WhenAnyAsync<TResult>(IEnumerable<Task<TResult>> tasks) =>
        (Task<TResult>)await Task.WhenAny((IEnumerable<Task>)tasks).ConfigureAwait(true);

    /// <summary>Waits for all of several tasks.</summary>
    /// <param name="tasks">The tasks.</param>
    /// <returns>When all have ended.</returns>
    public static Task WhenAllAsync(IEnumerable<Task> tasks) => Task.WhenAll(tasks);

    /// <summary>Waits for all of several tasks.</summary>
    /// <param name="tasks">The tasks.</param>
    /// <returns>When all have ended.</returns>
    public static Task WhenAllAsync(params Task[] tasks) => Task.WhenAll(tasks);

    /// <summary>Waits for all of several tasks.</summary>
    /// <typeparam name="TResult">The result type.</typeparam>
    /// <param name="tasks">The tasks.</param>
    /// <returns>The results.</returns>
    public static Task<TResult[]> WhenAllAsync<TResult>(IEnumerable<Task<TResult>> tasks) => Task.WhenAll(tasks);

    /// <summary>Waits for all of several tasks.</summary>
    /// <typeparam name="TResult">The result type.</typeparam>
    /// <param name="tasks">The tasks.</param>
    /// <returns>The results.</returns>
    public static Task<TResult[]> WhenAllAsync<TResult>(params Task<TResult>[] tasks) => Task.WhenAll(tasks);
}
