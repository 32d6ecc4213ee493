using OpsFlow.Activities.Shared;
using OpsFlow.Domain.Text;
using OpsFlow.Domain.Waste.Matching;
using OpsFlow.Domain.Waste.Rewards;
using OpsFlow.Platform.Access;
using OpsFlow.Platform.Models;
using OpsFlow.Platform.Timing;
using OpsFlow.Records.ScanChain;
using OpsFlow.Records.Waste;
using OpsFlow.Workflows.ScanChain;
using OpsFlow.Workflows.Shared;
using Temporalio.Activities;
using Temporalio.Exceptions;

namespace OpsFlow.Activities.ScanChain;

/// <summary>The side effects of a scan.</summary>
public sealed class ScanChainActivities(
    ScanStore scans, RewardStore rewards, PictureReader pictures, AnswerWriter answers, WasteLibrary library,
    RewardRules rewardRules, DecisionSeal seal, TimeProvider time) : IScanChainActivities
{
    // Less than the hard limit, so that the stage itself can say what happened.
    private static readonly TimeSpan s_softLimit = TimeSpan.FromSeconds(240);

    /// <inheritdoc/>
    [Activity("ScanVision")]
    public async Task<VisionOutcome> ClassifyAsync(ScanStep input)
    {
        var seen = await StageAsync(input, ScanStage.Vision, pictures.ReadAsync);
        // What the user said to an earlier attempt still holds.
        return seen.NeedsInput
            && await scans.FoundAsync<SeenPicture>(input.ScanId, ScanStore.Label, Token()) is null
            ? new(true, seen.Notice)
            : new(false, null);
    }

    /// <inheritdoc/>
    [Activity("ScanCheckLabel")]
    public Task<string?> CheckLabelAsync(LabelInput input) => Task.FromResult(
        seal.IsOf(input.Label.Seal, input.Label.SealedParts(input.ScanId))
            ? null
            : AnswerRefusal.LabelNotOurs);

    /// <inheritdoc/>
    [Activity("ScanTakeLabel")]
    public Task TakeLabelAsync(LabelInput input)
    {
        var match = library.Rules.Match(new(input.Label.Text));
        var seen = new SeenPicture(
            new(match?.Class, match?.Subclass, input.Label.Text, null, [], match is null ? 0 : 1), "user", null, null,
            NeedsInput: false);
        return scans.TakeLabelAsync(new(input.ScanId, input.Attempt), input.Label.Text, seen, Token());
    }

    /// <inheritdoc/>
    [Activity("ScanRule")]
    public Task MatchRuleAsync(ScanStep input) => StageAsync(input, ScanStage.Rule, async (scan, token) =>
    {
        var seen = (await SeenAsync(scan.Id, token)).Seen;
        return new FoundRule(library.Rules.Match(
            new(seen.Item, seen.Class, seen.Subclass, seen.Material, seen.Conditions)));
    });

    /// <inheritdoc/>
    [Activity("ScanAnswer")]
    public Task ComposeAnswerAsync(ScanStep input) => StageAsync(input, ScanStage.Answer, async (scan, token) =>
        await answers.WriteAsync(
            scan, await SeenAsync(scan.Id, token), (await RuleAsync(scan.Id, token)).Match, token));

    /// <inheritdoc/>
    [Activity("ScanReward")]
    public async Task<RewardOutcome> DecideRewardAsync(ScanStep input)
    {
        var reward = await StageAsync(input, ScanStage.Reward, async (scan, token) =>
        {
            using var words = Language.Use(scan.Language);
            var decision = rewardRules.Decide(
                (await SeenAsync(scan.Id, token)).Seen, (await RuleAsync(scan.Id, token)).Match,
                library.Rules.Catalog);
            return new GrantedReward(
                decision.Character is null ? null : RewardStore.RewardIdOf(scan.UserId, scan.Id),
                decision.Character, decision.Points, decision.Reason, decision.MatchedBy);
        });
        return new(reward.Character is not null);
    }

    /// <inheritdoc/>
    [Activity("ScanWrite")]
    public Task WriteAsync(WriteInput input) => rewards.WriteAsync(input.ScanId, input.Write, Token());

    /// <inheritdoc/>
    [Activity("ScanPark")]
    public Task ParkAsync(ParkInput input) => rewards.ParkAsync(input, Token());

    /// <inheritdoc/>
    [Activity("ScanRecord")]
    public async Task<ScanState> RecordAsync(ScanChange change)
    {
        await scans.ChangeAsync(change, Token());
        return await scans.FindStateAsync(change.ScanId, Token()) ?? change.State;
    }

    private static CancellationToken Token() => ActivityExecutionContext.Current.CancellationToken;

    // Begins it, finds what it finds unless that is known from before, and ends it: each with its event.
    private Task<T> StageAsync<T>(
        ScanStep step, ScanStage stage, Func<ScanRecord, CancellationToken, Task<T>> findAsync)
        where T : class => Heartbeats.RunAsync(time, async (_, token) =>
    {
        var scan = await scans.FindAsync(step.ScanId, token)
            ?? throw new ApplicationFailureException("The scan is gone.", errorType: "NotFound", nonRetryable: true);
        if (scan.Attempt != step.Attempt)
        {
            throw new ApplicationFailureException(
                "A later attempt is at work.", errorType: "Superseded", nonRetryable: true);
        }

        // It was canceled before its run began, or taken for lost. What told the end is told again when asked.
        if (ScanStore.IsFinal(scan.State) && (scan.State, stage) != (ScanState.Done, ScanStage.Reward))
        {
            throw new ApplicationFailureException("The scan is over.", errorType: "Over", nonRetryable: true);
        }

        if (await scans.FoundAsync<T>(step.ScanId, $"{stage}", token) is not { } found)
        {
            var began = time.GetUtcNow();
            await scans.BeginAsync(step, stage, token);
            found = await WithinAsync(limit => findAsync(scan, limit), token);
            await scans.EndAsync(step, stage, found, began, token);
            // Another attempt may have been faster: what is kept counts.
            found = await scans.FoundAsync<T>(step.ScanId, $"{stage}", token) ?? found;
        }
        else if (stage == ScanStage.Reward)
        {
            await scans.EndAsync(step, stage, found, time.GetUtcNow(), token);
        }

        return found;
    });

    private async Task<T> WithinAsync<T>(Func<CancellationToken, Task<T>> findAsync, CancellationToken token)
    {
        using var limit = new TimeLimit(s_softLimit, time, token);
        try
        {
            return await findAsync(limit.Token);
        }
        catch (OperationCanceledException e) when (limit.IsOver && !token.IsCancellationRequested)
        {
            throw new ApplicationFailureException(
                $"The stage took longer than {s_softLimit.TotalSeconds:0} s.", e, errorType: "SoftLimit");
        }
        catch (ModelException e)
        {
            throw new ApplicationFailureException(
                e.Message, e, errorType: "ModelFailed", nonRetryable: !e.IsTransient, nextRetryDelay: e.RetryAfter);
        }
    }

    private async Task<SeenPicture> SeenAsync(string id, CancellationToken token) =>
        await scans.FoundAsync<SeenPicture>(id, ScanStore.Label, token)
        ?? await scans.FoundAsync<SeenPicture>(id, $"{ScanStage.Vision}", token)
        ?? throw new ApplicationFailureException("The picture was not looked at.", errorType: "OutOfOrder");

    private async Task<FoundRule> RuleAsync(string id, CancellationToken token) =>
        await scans.FoundAsync<FoundRule>(id, $"{ScanStage.Rule}", token)
        ?? throw new ApplicationFailureException("The rule was not looked for.", errorType: "OutOfOrder");
}
