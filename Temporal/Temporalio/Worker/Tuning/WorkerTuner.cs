namespace Temporalio.Worker.Tuning;

/// <summary>Decides how much a worker runs at once.</summary>
public class WorkerTuner : IWorkerTuner
{
    /// <summary>Makes a tuner; suppliers of all kinds may be mixed.</summary>
    /// <param name="workflowTaskSlotSupplier">Slots of workflow tasks.</param>
    /// <param name="activityTaskSlotSupplier">Slots of activities.</param>
    /// <param name="localActivitySlotSupplier">Slots of local activities.</param>
    /// <param name="nexusTaskSlotSupplier">Slots of Nexus operations, which this library does not run.</param>
    public WorkerTuner(
        SlotSupplier workflowTaskSlotSupplier,
        SlotSupplier activityTaskSlotSupplier,
        SlotSupplier localActivitySlotSupplier,
        SlotSupplier nexusTaskSlotSupplier)
    {
        WorkflowTaskSlotSupplier = workflowTaskSlotSupplier;
        ActivityTaskSlotSupplier = activityTaskSlotSupplier;
        LocalActivitySlotSupplier = localActivitySlotSupplier;
        NexusTaskSlotSupplier = nexusTaskSlotSupplier;
    }

    /// <inheritdoc/>
    public SlotSupplier WorkflowTaskSlotSupplier { get; init; }

    /// <inheritdoc/>
    public SlotSupplier ActivityTaskSlotSupplier { get; init; }

    /// <inheritdoc/>
    public SlotSupplier LocalActivitySlotSupplier { get; init; }

    /// <summary>Slots of Nexus operations, which this library does not run.</summary>
    public SlotSupplier NexusTaskSlotSupplier { get; init; }

    /// <summary>Makes a tuner that follows memory and processor.</summary>
    /// <param name="targetMemoryUsage">The share of memory in use above which no further slot is handed out, 0 to 1.</param>
    /// <param name="targetCpuUsage">The share of the processors in use above which no further slot is handed out, 0 to 1.
    /// </param>
    /// <param name="workflowOptions">Limits of workflow tasks.</param>
    /// <param name="activityOptions">Limits of activities.</param>
    /// <param name="localActivityOptions">Limits of local activities.</param>
    /// <param name="nexusOptions">Limits of Nexus operations.</param>
    /// <returns>The tuner.</returns>
    public static WorkerTuner CreateResourceBased(
        double targetMemoryUsage,
        double targetCpuUsage,
        ResourceBasedSlotSupplierOptions? workflowOptions = null,
        ResourceBasedSlotSupplierOptions? activityOptions = null,
        ResourceBasedSlotSupplierOptions? localActivityOptions = null,
        ResourceBasedSlotSupplierOptions? nexusOptions = null)
    {
        var aims = new ResourceBasedTunerOptions(targetMemoryUsage, targetCpuUsage);
        return new(
            new ResourceBasedSlotSupplier(workflowOptions ?? new(), aims),
            new ResourceBasedSlotSupplier(activityOptions ?? new(), aims),
            new ResourceBasedSlotSupplier(localActivityOptions ?? new(), aims),
            new ResourceBasedSlotSupplier(nexusOptions ?? new(), aims));
    }

    /// <summary>Makes a tuner with fixed numbers.</summary>
    /// <param name="workflowTaskSlots">Slots of workflow tasks.</param>
    /// <param name="activityTaskSlots">Slots of activities.</param>
    /// <param name="localActivitySlots">Slots of local activities.</param>
    /// <param name="nexusTaskSlots">Slots of Nexus operations. Default 100.</param>
    /// <returns>The tuner.</returns>
    public static WorkerTuner CreateFixedSize(
        int workflowTaskSlots, int activityTaskSlots, int localActivitySlots, int nexusTaskSlots = 100) => new(
        new FixedSizeSlotSupplier(workflowTaskSlots),
        new FixedSizeSlotSupplier(activityTaskSlots),
        new FixedSizeSlotSupplier(localActivitySlots),
        new FixedSizeSlotSupplier(nexusTaskSlots));
}
