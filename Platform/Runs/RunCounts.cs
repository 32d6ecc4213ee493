namespace OpsFlow.Platform.Runs;

/// <summary>How a pipeline's runs stand.</summary>
/// <param name="Running">At work, and not waiting for a person.</param>
/// <param name="Failed">Failed, and put aside by nobody.</param>
/// <param name="Parked">With writes that are parked, and put aside by nobody.</param>
public sealed record RunCounts(long Running, long Failed, long Parked);
