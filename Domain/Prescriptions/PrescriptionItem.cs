namespace OpsFlow.Domain.Prescriptions;

/// <summary>One line of a prescription, as the pharmacy's system has it.</summary>
/// <param name="Line">Its number; the order on the prescription.</param>
/// <param name="Code">The product's code; may be null.</param>
/// <param name="Name">The name as written.</param>
/// <param name="Dose">How many units at a time.</param>
/// <param name="TimesPerDay">How often a day.</param>
/// <param name="Days">For how many days.</param>
/// <param name="Quantity">Units handed out in all.</param>
/// <param name="StopDate">The day from which it is not taken any more.</param>
/// <param name="Canceled">Whether it was struck off.</param>
/// <param name="HasUnreadable">Whether a value is null because it cannot be read.</param>
public sealed record PrescriptionItem(
    int Line,
    string? Code,
    string Name,
    decimal? Dose = null,
    decimal? TimesPerDay = null,
    int? Days = null,
    decimal? Quantity = null,
    DateOnly? StopDate = null,
    bool Canceled = false,
    bool HasUnreadable = false)
{
    /// <summary>Whether it still counts on a day: not struck off, and stopped later if at all.</summary>
    public bool IsActive(DateOnly day) => !Canceled && (StopDate is not { } stop || stop > day);
}
