namespace Samples.Workflows.ChildSweep;

/// <summary>What a sweep found.</summary>
/// <param name="Items">Items counted.</param>
/// <param name="Failures">Why shelves could not be counted.</param>
public record SweepResult(int Items, IReadOnlyList<string> Failures);
