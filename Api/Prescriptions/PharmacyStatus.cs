using OpsFlow.Records.Prescriptions;
using OpsFlow.Workflows.Prescriptions;

namespace OpsFlow.Api.Prescriptions;

/// <summary>How a pharmacy's watch and today's prescriptions stand.</summary>
internal sealed record PharmacyStatus(
    string Id, string? Name, string Day, WatchRow? Watch, WatchStatus? Permits, IEnumerable<StateCount> Counts,
    IEnumerable<PrescriptionSummary> Stuck);
