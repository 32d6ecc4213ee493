namespace OpsFlow.Infrastructure.PharmacyDatabases;

/// <summary>A prescription that is new or has changed.</summary>
/// <param name="Position">Where it is in the order of changes.</param>
/// <param name="Serial">Its number.</param>
public sealed record PharmacyChange(string Position, string Serial);
