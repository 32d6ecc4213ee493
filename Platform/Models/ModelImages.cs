using Microsoft.Extensions.Logging;
using Temporalio.Activities;

namespace OpsFlow.Platform.Models;

/// <summary>Makes images with a row of the ledger for each. What the budget does not cover is not sent.</summary>
public sealed class ModelImages(
    IImageMaker maker, ModelRegistry registry, ModelLedger ledger, TimeProvider time, ILogger<ModelImages> logger)
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

        MadeImage image;
        try
        {
            ModelCallId.Current = call.Id;
            image = await maker.MakeAsync(entry, prompt, cancellationToken);
        }
        catch (Exception e)
        {
            await ledger.TrySettleAsync(call, e, null, logger, cancellationToken);
            throw;
        }

        await ledger.TrySettleAsync(call, CallOutcome.Answered, image.Tokens, call.Reserved, null, logger);
        return image;
    }
}
