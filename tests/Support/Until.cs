using System.Diagnostics;

namespace OpsFlow.Tests.Support;

/// <summary>Waits for conditions.</summary>
public static class Until
{
    public static async Task<T> NotNullAsync<T>(Func<Task<T?>> probe, string what, TimeSpan? patience = null)
        where T : class
    {
        var waited = Stopwatch.StartNew();
        var limit = patience ?? TimeSpan.FromMinutes(4);
        while (true)
        {
            if (await probe() is { } found)
            {
                return found;
            }

            if (waited.Elapsed > limit)
            {
                throw new TimeoutException($"No {what} within {limit.TotalSeconds} s");
            }

            await Task.Delay(50);
        }
    }

    public static Task TrueAsync(Func<Task<bool>> probe, string what, TimeSpan? patience = null) =>
        NotNullAsync<object>(async () => await probe() ? new object() : null, what, patience);

    /// <summary>Repeats until nothing is thrown; the last exception when patience ends.</summary>
    public static async Task<T> PassesAsync<T>(Func<Task<T>> attempt, TimeSpan? patience = null)
    {
        var waited = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                return await attempt();
            }
            catch (Exception) when (waited.Elapsed < (patience ?? TimeSpan.FromMinutes(2)))
            {
                await Task.Delay(50);
            }
        }
    }

    public static Task PassesAsync(Func<Task> attempt, TimeSpan? patience = null) => PassesAsync(
        async () =>
        {
            await attempt();
            return true;
        },
        patience);
}
