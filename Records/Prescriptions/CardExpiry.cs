using System.Globalization;
using OpsFlow.Platform.Schedules;
using OpsFlow.Workflows.Prescriptions;

namespace OpsFlow.Records.Prescriptions;

/// <summary>
/// Closes cards that nobody has decided on for a day, when their analyses have stopped waiting, and removes the free
/// texts of decisions that did not come about.
/// </summary>
public sealed class CardExpiry(PrescriptionStore prescriptions, TimeProvider time) : IMaintenanceTask
{
    // An hour more than the analysis waits, which begins to wait a little later than it ends.
    private static readonly TimeSpan s_age = PrescriptionAnalysisWorkflow.Patience + TimeSpan.FromHours(1);

    /// <inheritdoc/>
    public string Name => "card-expiry";

    /// <inheritdoc/>
    public string Note => "Closes cards of prescriptions that nobody decided on within a day.";

    /// <inheritdoc/>
    public TimeSpan Interval { get; } = TimeSpan.FromHours(1);

    /// <inheritdoc/>
    public async Task<string> RunAsync(Action<string> onProgress, CancellationToken cancellationToken)
    {
        var before = (time.GetUtcNow() - s_age).ToUnixTimeMilliseconds();
        var closed = await prescriptions.CloseCardsAsync(
            before, PrescriptionReasons.CardsClosed, cancellationToken);
        await prescriptions.RemoveNotesAsync(before, cancellationToken);
        return string.Create(CultureInfo.InvariantCulture, $"{closed} closed");
    }
}
