using Temporalio.Activities;

namespace OpsFlow.Workflows.ErrorAnalysis;

/// <summary>
/// The side effects of the error analysis. Each may run more than once and then does nothing new: it is keyed by the
/// analysis and its round, looks before it creates, and writes under unique keys.
/// </summary>
public interface IErrorAnalysisActivities
{
    /// <summary>Clones the repository into a folder of this analysis.</summary>
    /// <returns>What was checked out.</returns>
    [Activity]
    Task<CloneResult> CloneAsync(StepInput input);

    /// <summary>Indexes what is new in the commit.</summary>
    /// <returns>How much was new.</returns>
    [Activity]
    Task<IndexResult> IndexAsync(StepInput input);

    /// <summary>Looks for the root cause and a fix.</summary>
    // The name of before the American spelling: recorded runs carry it.
    [Activity("Analyse")]
    Task<AnalyzeResult> AnalyzeAsync(StepInput input);

    /// <summary>Makes the patch, checks and tests it.</summary>
    [Activity]
    Task<PatchResult> PreparePatchAsync(StepInput input);

    /// <summary>Checks that this product's own API took a decision, which anybody can send to the workflow.</summary>
    /// <returns>Why it is void; null if it is not.</returns>
    [Activity]
    Task<string?> CheckDecisionAsync(CheckDecisionInput input);

    /// <summary>Writes a change of state to the record and the live events.</summary>
    /// <param name="input">The change.</param>
    [Activity]
    Task RecordAsync(RecordInput input);

    /// <summary>Posts or updates the chat message.</summary>
    /// <param name="input">What to tell.</param>
    [Activity]
    Task NotifyAsync(NotifyInput input);

    /// <summary>Publishes the approved patch.</summary>
    /// <param name="input">What to publish.</param>
    /// <returns>Where it is, or what conflicts.</returns>
    [Activity]
    Task<PublishResult> PublishAsync(PublishInput input);

    /// <summary>Removes the working folder.</summary>
    [Activity]
    Task CleanUpAsync(StepInput input);
}
