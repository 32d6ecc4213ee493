using OpsFlow.Records.Prescriptions;
using OpsFlow.Workflows.Prescriptions;

namespace OpsFlow.Api.Prescriptions;

/// <summary>How a pharmacy's watch and its prescriptions stand.</summary>
/// <param name="Counts">Of today, and of other days what is under way or waits for a decision: as on the board, which
/// shows only so many of them.</param>
internal sealed record PharmacyStatus(
    string Id, string? Name, string Day, WatchRow? Watch, WatchStatus? Permits, IEnumerable<StateCount> Counts,
    IEnumerable<PrescriptionSummary> Stuck);
