using System.Globalization;
using OpsFlow.Platform.Schedules;
using OpsFlow.Workflows.ScanChain;

namespace OpsFlow.Records.ScanChain;

/// <summary>
/// Tries again what rewards could not write, until it succeeds or a person gives it up, and writes what a run that was
/// ended from outside has left.
/// </summary>
public sealed class RewardRedrive(RewardStore rewards) : IMaintenanceTask
{
    /// <inheritdoc/>
    public string Name => "scan-redrive";

    /// <inheritdoc/>
    public string Note => "Writes rewards of scans that could not be written at once, or whose run was lost.";

    /// <inheritdoc/>
    public TimeSpan Interval { get; } = TimeSpan.FromMinutes(5);

    /// <inheritdoc/>
    public async Task<string> RunAsync(Action<string> onProgress, CancellationToken cancellationToken)
    {
        var (written, failed) = (0, 0);
        // Before the others: what is put aside here waits its time.
        foreach (var scan in await rewards.ListOwedAsync(cancellationToken))
        {
            var known = await rewards.StatusAsync(scan, cancellationToken);
            foreach (var kind in Enum.GetValues<ScanWrite>().Where(k => !known.ContainsKey(k)))
            {
                await TryAsync(
                    () => rewards.WriteAsync(scan, kind, cancellationToken),
                    error => rewards.ParkAsync(new(scan, kind, error), cancellationToken));
            }
        }

        foreach (var write in await rewards.ListParkedAsync(scanId: null, cancellationToken))
        {
            await TryAsync(
                () => rewards.WriteAsync(write.ScanId, write.Kind, cancellationToken),
                error => rewards.PostponeAsync(write, error, cancellationToken));
        }

        return Progress();

        string Progress() => string.Create(CultureInfo.InvariantCulture, $"{written} written, {failed} failed");

        async Task TryAsync(Func<Task> write, Func<string, Task> putOff)
        {
            try
            {
                await write();
                written++;
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                await putOff(e.Message);
                failed++;
            }

            onProgress(Progress());
        }
    }
}
