namespace OpsFlow.Engine.Executions;

/// <summary>Those who wait for a run to change, or to end.</summary>
/// <param name="Changed">Completed by any new event; null when nobody asked.</param>
/// <param name="Ended">Completed by the run's end; null when nobody asked, or the run goes on.</param>
internal readonly record struct RunNews(TaskCompletionSource? Changed, TaskCompletionSource? Ended)
{
    public void Publish()
    {
        Changed?.TrySetResult();
        Ended?.TrySetResult();
    }
}
