using System.Globalization;
using OpsFlow.Platform.Schedules;

namespace OpsFlow.Records.Prescriptions;

/// <summary>
/// Deletes prescriptions that are over, with their cards and decisions, so long after the last decision. What waits for
/// a decision stays.
/// </summary>
/// <param name="age">How long after.</param>
public sealed class PrescriptionRetention(PrescriptionStore prescriptions, TimeSpan age, TimeProvider time)
    : IMaintenanceTask
{
    private const int Batch = 100;

    /// <inheritdoc/>
    public string Name => "prescription-records";

    /// <inheritdoc/>
    public string Note => "Deletes prescriptions with their cards and decisions when their retention is over.";

    /// <inheritdoc/>
    public TimeSpan Interval { get; } = TimeSpan.FromDays(1);

    /// <inheritdoc/>
    public async Task<string> RunAsync(Action<string> onProgress, CancellationToken cancellationToken)
    {
        var before = time.GetUtcNow() - age;
        var deleted = 0;
        while (await prescriptions.RemoveAsync(before, Batch, cancellationToken) is var count and > 0)
        {
            deleted += count;
            onProgress(Progress(deleted));
        }

        return Progress(deleted);
    }

    private static string Progress(int deleted) =>
        string.Create(CultureInfo.InvariantCulture, $"{deleted} deleted");
}
