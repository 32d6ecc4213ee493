namespace Temporalio.Worker.Tuning;

/// <summary>The limits of one kind of work.</summary>
/// <param name="MinimumSlots">Slots that are handed out whatever the load. Null for 5 for workflow tasks, else 1.</param>
/// <param name="MaximumSlots">The highest number of slots. Null for 500.</param>
/// <param name="RampThrottle">The least time between two slots above the minimum, so that the load of one shows before the
/// next. Null for none for workflow tasks, else 50 ms.</param>
public sealed record ResourceBasedSlotSupplierOptions(
    int? MinimumSlots = null, int? MaximumSlots = null, TimeSpan? RampThrottle = null);
