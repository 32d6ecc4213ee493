namespace OpsFlow.Tests.Support;

/// <summary>Waits for conditions.</summary>
public static class Until
{
    public static async Task<T> NotNullAsync<T>(Func<Task<T?>> probe, string what, TimeSpan? patience = null)
        where T : class
    {
        var started = System.Diagnostics.Stopwatch.GetTimestamp();
        var limit = patience ?? TimeSpan.FromMinutes(4);
        while (true)
        {
            if (await probe() is { } found)
            {
                return found;
            }

            if (System.Diagnostics.Stopwatch.GetElapsedTime(started) > limit)
            {
                throw new TimeoutException($"No {what} within {limit.TotalSeconds} s");
            }

            await Task.Delay(50);
        }
    }

    public static Task TrueAsync(Func<Task<bool>> probe, string what, TimeSpan? patience = null) =>
        NotNullAsync<object>(async () => await probe() ? new object() : null, what, patience);
}
