namespace OpsFlow.Infrastructure.PharmacyDatabases;

/// <summary>
/// A line of a prescription as the database has it; <paramref name="HasUnreadable"/> when a value of it is null because
/// it cannot be read.
/// </summary>
public sealed record PharmacyItem(
    int Line, string? Code, string Name, decimal? Dose, decimal? TimesPerDay, int? Days, decimal? Quantity,
    DateOnly? StopDate, bool Canceled, bool HasUnreadable = false);
