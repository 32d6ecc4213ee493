namespace OpsFlow.Workflows.Prescriptions;

/// <summary>What a watch carries from run to run; all else is in the store.</summary>
/// <param name="PharmacyId">The pharmacy.</param>
/// <param name="Permits">How many analyses may be under way at once.</param>
/// <param name="Held">Who holds a permit.</param>
/// <param name="Next">Who gets the next ones, in order.</param>
/// <param name="DoubtAfter">How long a permit is held before its holder is asked after; null is 90 s.</param>
public sealed record WatchInput(
    string PharmacyId, int Permits, IReadOnlyList<Permit>? Held = null, IReadOnlyList<string>? Next = null,
    TimeSpan? DoubtAfter = null);
