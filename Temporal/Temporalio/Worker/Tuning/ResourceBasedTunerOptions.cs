namespace Temporalio.Worker.Tuning;

/// <summary>The load that no further slot is handed out above.</summary>
/// <param name="TargetMemoryUsage">The share of memory in use, 0 to 1; of the machine, or of the container's limit.</param>
/// <param name="TargetCpuUsage">The share of the processors in use, 0 to 1.</param>
public sealed record ResourceBasedTunerOptions(double TargetMemoryUsage, double TargetCpuUsage);
