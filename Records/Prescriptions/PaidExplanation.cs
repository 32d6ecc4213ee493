using OpsFlow.Domain.Prescriptions.Explanations;

namespace OpsFlow.Records.Prescriptions;

/// <summary>An explanation and what it took to get it.</summary>
/// <param name="Notice">Why another model answered than the one that was asked for; null when none did.</param>
/// <param name="Cost">What it cost.</param>
/// <param name="ExtraCost">What that is more than the wanted model's would have been; null where it is not known.
/// </param>
public sealed record PaidExplanation(
    Explanation Explanation, string? Notice = null, decimal Cost = 0, decimal? ExtraCost = null);
