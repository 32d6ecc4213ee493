using OpsFlow.Platform.Runs;
using OpsFlow.Records.ScanChain;
using OpsFlow.Workflows.ScanChain;

namespace OpsFlow.Api.ScanChain;

/// <summary>Scans that failed, scans whose reward could not be written, and how both are tried again.</summary>
internal sealed class TroubledScans(
    ScanStore scans, ScanRunRecords records, RewardStore rewards, ScanRuns runs, DurableStart starter) : ITroubledRuns
{
    /// <inheritdoc/>
    public string Pipeline => ScanStore.Pipeline;

    /// <inheritdoc/>
    public Task<IReadOnlyList<TroubledRun>> ListAsync(
        RunTrouble trouble, string? text, (long At, string Id)? before, int limit,
        CancellationToken cancellationToken) =>
        trouble == RunTrouble.Failed
            ? records.ListFailedAsync(text, before, limit, cancellationToken)
            : rewards.ListParkedRunsAsync(text, before, limit, cancellationToken);

    /// <inheritdoc/>
    public async Task<RunCounts> CountAsync(CancellationToken cancellationToken) =>
        await records.CountRunsAsync(cancellationToken) with
        {
            Parked = await rewards.CountParkedRunsAsync(cancellationToken),
        };

    /// <inheritdoc/>
    public async Task<TroubledRun?> FindAsync(string id, CancellationToken cancellationToken) =>
        await records.FindFailedAsync(id, cancellationToken) ?? await rewards.FindParkedRunAsync(id, cancellationToken);

    /// <inheritdoc/>
    public async Task<string?> RetryAsync(TroubledRun run, string by, CancellationToken cancellationToken)
    {
        if (run.Trouble == RunTrouble.Parked)
        {
            foreach (var write in await rewards.ListParkedAsync(run.Id, cancellationToken))
            {
                await rewards.WriteAsync(run.Id, write.Kind, cancellationToken);
            }

            return $"{ScanStage.Reward}";
        }

        return await scans.FindAsync(run.Id, cancellationToken) is { } scan
            && await RetryAsync(scan, cancellationToken)
            ? await NextStageAsync(run.Id, cancellationToken)
            : null;
    }

    /// <summary>Goes on with the stage that failed, or was canceled.</summary>
    /// <returns>False when somebody else did, or there is nothing to go on with.</returns>
    public async Task<bool> RetryAsync(ScanRecord scan, CancellationToken cancellationToken)
    {
        RunStart? start = null;
        if (scan.State is not (ScanState.Failed or ScanState.Canceled)
            || !await scans.RetryAsync(
                scan.Id, scan.Attempt, attempt => start = runs.StartOf(scan.Id, scan.UserId, scan.Model, attempt),
                cancellationToken))
        {
            return false;
        }

        starter.Begin(start!);
        return true;
    }

    private async Task<string?> NextStageAsync(string id, CancellationToken cancellationToken)
    {
        var done = (await scans.StagesAsync(id, cancellationToken)).Select(s => s.Stage).ToHashSet();
        return Enum.GetNames<ScanStage>().FirstOrDefault(s => !done.Contains(s));
    }
}
