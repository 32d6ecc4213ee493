using OpsFlow.Platform.Events;
using OpsFlow.Platform.Schedules;
using OpsFlow.Platform.Store;

namespace OpsFlow.Records.Prescriptions;

/// <summary>Removes the live events of boards after a day: the board itself is read from the records.</summary>
public sealed class BoardEventRetention(IDatabase database, PharmacyRegistry pharmacies, TimeProvider time)
    : IMaintenanceTask
{
    private static readonly TimeSpan s_age = TimeSpan.FromHours(24);

    /// <inheritdoc/>
    public string Name => "board-events";

    /// <inheritdoc/>
    public string Note => "Removes the live events of boards that are a day old.";

    /// <inheritdoc/>
    public TimeSpan Interval { get; } = TimeSpan.FromHours(1);

    /// <inheritdoc/>
    public async Task<string> RunAsync(Action<string> onProgress, CancellationToken cancellationToken)
    {
        var before = (time.GetUtcNow() - s_age).ToUnixTimeMilliseconds();
        var removed = 0;
        foreach (var pharmacy in pharmacies.All)
        {
            removed += await EventTrim.StreamAsync(
                database, PrescriptionStore.StreamOf(pharmacy.Id), before, cancellationToken);
            onProgress($"{removed} events removed");
        }

        return $"{removed} events removed";
    }
}
