namespace Temporalio.Worker;

/// <summary>How an attempt of an activity ended.</summary>
internal abstract record ActivityOutcome
{
    private ActivityOutcome()
    {
    }

    public sealed record Completed(object? Result) : ActivityOutcome;

    public sealed record Failed(Exception Exception) : ActivityOutcome;

    public sealed record Canceled : ActivityOutcome;

    public sealed record WillCompleteAsync : ActivityOutcome;
}
