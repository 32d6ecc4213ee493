using OpsFlow.Workflows.Shared;
using Temporalio.Exceptions;
using Temporalio.Workflows;

namespace OpsFlow.Workflows.ErrorAnalysis;

/// <content>What the chat is told: of each step that matters, and that the error occurs again.</content>
public sealed partial class ErrorAnalysisWorkflow
{
    // Runs of before this patch waited for each chat message before they looked at the decision.
    private const string ChainedNotifications = "chained-notifications";

    private readonly OutboundMessages _messages = new();
    private bool _areNotificationsChained;
    private long _occurrences = 1;
    private bool _occurrencesChanged;

    /// <summary>The error occurred again.</summary>
    /// <param name="occurrences">How often in all.</param>
    [WorkflowSignal("occurred-again")]
    public Task OccurredAgainAsync(long occurrences)
    {
        if (occurrences > _occurrences)
        {
            _occurrences = occurrences;
            _occurrencesChanged = true;
        }

        return Task.CompletedTask;
    }

    /// <summary>How often the error occurred.</summary>
    /// <returns>The number, at least 1.</returns>
    [WorkflowQuery("occurrences")]
    public long Occurrences() => _occurrences;

    // A burst of repeats is waited for, but a decision ends the wait.
    private Task PauseAsync(TimeSpan time) => _areNotificationsChained
        ? Workflow.WaitConditionAsync(() => _gate.Answer is not null, time)
        : Workflow.DelayAsync(time);

    private async Task TellAsync(
        ErrorAnalysisInput input, bool isReminder = false, CancellationToken? cancellationToken = null)
    {
        if (!_areNotificationsChained)
        {
            await NotifyAsync(input, isReminder, cancellationToken);
            return;
        }

        _messages.Send(() => NotifyAsync(input, isReminder, cancellationToken));
    }

    private async Task NotifyAsync(
        ErrorAnalysisInput input, bool isReminder = false, CancellationToken? cancellationToken = null)
    {
        var options = ErrorAnalysisOptions.Notify;
        options.CancellationToken = cancellationToken;
        try
        {
            await Workflow.ExecuteActivityAsync(
                (IErrorAnalysisActivities a) => a.NotifyAsync(
                    new NotifyInput(input.AnalysisId, _journal.State, isReminder)),
                options);
        }
        catch (ActivityFailureException e) when (e.InnerException is not CanceledFailureException)
        {
            // The console has everything the message would have said.
            _journal.Note($"The chat message could not be sent: {Reason(e)}");
        }
    }
}
