using System.Diagnostics;

namespace OpsFlow.Engine.Tests;

/// <summary>Repeats what does not work yet.</summary>
internal static class Eventually
{
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
