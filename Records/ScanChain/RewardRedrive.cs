using System.Globalization;
using OpsFlow.Platform.Schedules;

namespace OpsFlow.Records.ScanChain;

/// <summary>Tries again what rewards could not write, until it succeeds or a person gives it up.</summary>
public sealed class RewardRedrive(RewardStore rewards) : IMaintenanceTask
{
    /// <inheritdoc/>
    public string Name => "scan-redrive";

    /// <inheritdoc/>
    public string Note => "Writes rewards of scans that could not be written at once.";

    /// <inheritdoc/>
    public TimeSpan Interval { get; } = TimeSpan.FromMinutes(5);

    /// <inheritdoc/>
    public async Task<string> RunAsync(Action<string> onProgress, CancellationToken cancellationToken)
    {
        var (written, failed) = (0, 0);
        foreach (var write in await rewards.ListParkedAsync(scanId: null, cancellationToken))
        {
            try
            {
                await rewards.WriteAsync(write.ScanId, write.Kind, cancellationToken);
                written++;
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                await rewards.PostponeAsync(write, e.Message, cancellationToken);
                failed++;
            }

            onProgress(string.Create(CultureInfo.InvariantCulture, $"{written} written, {failed} failed"));
        }

        return string.Create(CultureInfo.InvariantCulture, $"{written} written, {failed} failed");
    }
}
