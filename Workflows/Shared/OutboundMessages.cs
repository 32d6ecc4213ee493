using Temporalio.Exceptions;

namespace OpsFlow.Workflows.Shared;

/// <summary>
/// Messages to people, sent one after the other beside the run: a chat that is down holds up nothing but the next
/// message.
/// </summary>
public sealed class OutboundMessages
{
    private Task _last = Task.CompletedTask;

    /// <summary>Sends a message when those before it are out.</summary>
    /// <param name="sendAsync">Sends it, and copes with every failure but the run's being canceled.</param>
    public void Send(Func<Task> sendAsync) => _last = AfterAsync(_last, sendAsync);

    /// <summary>Waits until all are out.</summary>
    public Task FlushAsync() => _last;

    private static async Task AfterAsync(Task previous, Func<Task> sendAsync)
    {
        await previous;
        try
        {
            await sendAsync();
        }
        catch (Exception e) when (TemporalException.IsCanceledException(e))
        {
            // The run is canceled; its last message follows without that.
        }
    }
}
