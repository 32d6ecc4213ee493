namespace Temporalio.Worker.Tuning;

/// <summary>What a slot is for.</summary>
/// <param name="SlotType">The kind of work.</param>
/// <param name="TaskQueue">The task queue.</param>
/// <param name="WorkerIdentity">The worker's identity.</param>
/// <param name="WorkerBuildId">The worker's build id.</param>
/// <param name="IsSticky">Whether it is for tasks of runs in memory.</param>
public record SlotReserveContext(
    SlotType SlotType, string TaskQueue, string WorkerIdentity, string WorkerBuildId, bool IsSticky);
