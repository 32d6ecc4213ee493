using Temporalio.Api.Update.V1;

namespace OpsFlow.Engine.Executions;

/// <summary>Callers that wait for one update.</summary>
internal sealed class UpdateWait
{
    /// <summary>The run that has the update now.</summary>
    public required string RunId { get; set; }

    /// <summary>Ends with the acceptance, or with a rejection as the outcome.</summary>
    public TaskCompletionSource<Outcome?> Accepted { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends with the outcome.</summary>
    public TaskCompletionSource<Outcome> Completed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Complete(Outcome outcome)
    {
        Accepted.TrySetResult(outcome);
        Completed.TrySetResult(outcome);
    }

    public void Fail(Exception error)
    {
        Accepted.TrySetException(error);
        Completed.TrySetException(error);
        _ = Accepted.Task.Exception;
        _ = Completed.Task.Exception;
    }
}
