namespace OpsFlow.Api.Prescriptions;

/// <summary>How all pharmacies stand.</summary>
internal sealed record PharmacyStatusList(IEnumerable<PharmacyStatus> Items);
