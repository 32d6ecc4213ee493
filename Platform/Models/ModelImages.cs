using Temporalio.Activities;

namespace OpsFlow.Platform.Models;

/// <summary>Makes images with a row of the ledger for each. What the budget does not cover is not sent.</summary>
public sealed class ModelImages(IImageMaker maker, ModelRegistry registry, ModelLedger ledger, TimeProvider time)
{
    // The most that one costs where a price is set.
    private const int OutputTokens = 6000;

    /// <summary>Makes one.</summary>
    /// <exception cref="ModelException">There is none.</exception>
    public async Task<MadeImage> MakeAsync(
        ModelEntry entry, string use, string prompt, CancellationToken cancellationToken)
    {
        var activity = ActivityExecutionContext.HasCurrent ? ActivityExecutionContext.Current.Info : null;
        var call = new ModelCall(
            $"{Guid.CreateVersion7():N}", use, activity?.WorkflowId, activity?.WorkflowRunId, entry, time.GetUtcNow(),
            entry.Price.Cost(prompt.Length, 0, OutputTokens));
        if (!await ledger.TryOpenAsync(call, registry.BudgetOf(use)))
        {
            throw new ModelException(
                ModelFailure.OverBudget, $"The budget of '{use}' does not cover another image; nothing was sent.");
        }

        try
        {
            ModelCallId.Current = call.Id;
            var image = await maker.MakeAsync(entry, prompt, cancellationToken);
            await ledger.SettleAsync(call, CallOutcome.Answered, image.Tokens, call.Reserved, null);
            return image;
        }
        catch (Exception e)
        {
            var failure = e as ModelException;
            await ledger.SettleAsync(
                call,
                failure switch
                {
                    null => CallOutcome.Canceled,
                    { Failure: ModelFailure.TimedOut } => CallOutcome.TimedOut,
                    { Failure: ModelFailure.Malformed } => CallOutcome.Malformed,
                    { Refused: true } => CallOutcome.Refused,
                    _ => CallOutcome.Unreachable,
                },
                null, failure is null or { MayBeCharged: true } ? call.Reserved : 0m, e.Message);
            throw;
        }
    }
}
