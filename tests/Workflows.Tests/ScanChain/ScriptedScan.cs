using System.Collections.Concurrent;
using OpsFlow.Workflows.ScanChain;
using Temporalio.Activities;
using Temporalio.Exceptions;

namespace OpsFlow.Workflows.Tests.ScanChain;

/// <summary>Activities that answer what a test tells them to, and write down what they were asked.</summary>
public sealed class ScriptedScan : IScanChainActivities
{
    public const string Forger = "forger";

    public ConcurrentQueue<string> Calls { get; } = new();

    public bool NeedsInput { get; set; }

    public bool IsRewarded { get; set; } = true;

    /// <summary>The state that the record is in, whatever it is told.</summary>
    public ScanState? Recorded { get; set; }

    /// <summary>Called with the name of a call before it is answered.</summary>
    public Func<string, Task> OnCallAsync { get; set; } = _ => Task.CompletedTask;

    [Activity("ScanVision")]
    public async Task<VisionOutcome> ClassifyAsync(ScanStep input)
    {
        await CallAsync("vision");
        return new(NeedsInput, NeedsInput ? "not sure" : null);
    }

    [Activity("ScanCheckLabel")]
    public async Task<string?> CheckLabelAsync(LabelInput input)
    {
        await CallAsync($"check {input.Label.By}");
        return input.Label.By == Forger ? "void" : null;
    }

    [Activity("ScanTakeLabel")]
    public Task TakeLabelAsync(LabelInput input) => CallAsync($"label {input.Label.Text}");

    [Activity("ScanRule")]
    public Task MatchRuleAsync(ScanStep input) => CallAsync("rule");

    [Activity("ScanAnswer")]
    public Task ComposeAnswerAsync(ScanStep input) => CallAsync("answer");

    [Activity("ScanReward")]
    public async Task<RewardOutcome> DecideRewardAsync(ScanStep input)
    {
        await CallAsync("reward");
        return new(IsRewarded);
    }

    [Activity("ScanWrite")]
    public Task WriteAsync(WriteInput input) => CallAsync($"write {input.Write}");

    [Activity("ScanPark")]
    public Task ParkAsync(ParkInput input) => CallAsync($"park {input.Write}");

    [Activity("ScanRecord")]
    public async Task<ScanState> RecordAsync(ScanChange change)
    {
        await CallAsync($"record {change.State}");
        return Recorded ?? change.State;
    }

    public static ApplicationFailureException Fault(string message, bool isFinal = false) =>
        new(message, errorType: "Test", nonRetryable: isFinal);

    private Task CallAsync(string name)
    {
        Calls.Enqueue(name);
        return OnCallAsync(name);
    }
}
