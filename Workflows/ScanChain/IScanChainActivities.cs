using Temporalio.Activities;

namespace OpsFlow.Workflows.ScanChain;

/// <summary>
/// The side effects of a scan. Each may run more than once and then does nothing new: what a stage found is kept once,
/// its events have fixed numbers, and what a reward writes has ids made of user and scan.
/// </summary>
public interface IScanChainActivities
{
    /// <summary>Finds what the picture shows.</summary>
    [Activity("ScanVision")]
    Task<VisionOutcome> ClassifyAsync(ScanStep input);

    /// <summary>Checks that this product's own API took a label, which anybody can send to the workflow.</summary>
    /// <returns>Why it is void; null if it is not.</returns>
    [Activity("ScanCheckLabel")]
    Task<string?> CheckLabelAsync(LabelInput input);

    /// <summary>Takes the user's word for what it is.</summary>
    [Activity("ScanTakeLabel")]
    Task TakeLabelAsync(LabelInput input);

    /// <summary>Finds the rule.</summary>
    [Activity("ScanRule")]
    Task MatchRuleAsync(ScanStep input);

    /// <summary>Writes the answer.</summary>
    [Activity("ScanAnswer")]
    Task ComposeAnswerAsync(ScanStep input);

    /// <summary>Decides the reward, and tells that the scan is done.</summary>
    [Activity("ScanReward")]
    Task<RewardOutcome> DecideRewardAsync(ScanStep input);

    /// <summary>Writes what a reward writes.</summary>
    [Activity("ScanWrite")]
    Task WriteAsync(WriteInput input);

    /// <summary>Puts a write aside, for the schedule that tries it again.</summary>
    [Activity("ScanPark")]
    Task ParkAsync(ParkInput input);

    /// <summary>Records that the user is asked, or that the scan ended otherwise than done.</summary>
    /// <returns>The state that the scan is in: one that is over stays what it is.</returns>
    [Activity("ScanRecord")]
    Task<ScanState> RecordAsync(ScanChange change);
}
