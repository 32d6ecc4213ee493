namespace Temporalio.Worker.Tuning;

/// <summary>Decides how much a worker runs at once.</summary>
public class WorkerTuner : IWorkerTuner
{
    /// <summary>Makes a tuner.</summary>
    /// <param name="workflowTaskSlotSupplier">Slots of workflow tasks.</param>
    /// <param name="activityTaskSlotSupplier">Slots of activities.</param>
    /// <param name="localActivitySlotSupplier">Slots of local activities.</param>
    public WorkerTuner(
        SlotSupplier workflowTaskSlotSupplier,
        SlotSupplier activityTaskSlotSupplier,
        SlotSupplier localActivitySlotSupplier)
    {
        WorkflowTaskSlotSupplier = workflowTaskSlotSupplier;
        ActivityTaskSlotSupplier = activityTaskSlotSupplier;
        LocalActivitySlotSupplier = localActivitySlotSupplier;
    }

    /// <inheritdoc/>
    public SlotSupplier WorkflowTaskSlotSupplier { get; init; }

    /// <inheritdoc/>
    public SlotSupplier ActivityTaskSlotSupplier { get; init; }

    /// <inheritdoc/>
    public SlotSupplier LocalActivitySlotSupplier { get; init; }

    /// <summary>Makes a tuner with fixed numbers.</summary>
    /// <param name="workflowTaskSlots">Slots of workflow tasks.</param>
    /// <param name="activityTaskSlots">Slots of activities.</param>
    /// <param name="localActivitySlots">Slots of local activities.</param>
    /// <returns>The tuner.</returns>
    public static WorkerTuner CreateFixedSize(int workflowTaskSlots, int activityTaskSlots, int localActivitySlots) =>
        new(
            new FixedSizeSlotSupplier(workflowTaskSlots),
            new FixedSizeSlotSupplier(activityTaskSlots),
            new FixedSizeSlotSupplier(localActivitySlots));
}
