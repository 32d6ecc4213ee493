namespace Temporalio.Worker.Tuning;

/// <summary>Decides how much a worker runs at once.</summary>
public interface IWorkerTuner
{
    /// <summary>Slots of workflow tasks.</summary>
    SlotSupplier WorkflowTaskSlotSupplier { get; }

    /// <summary>Slots of activities.</summary>
    SlotSupplier ActivityTaskSlotSupplier { get; }

    /// <summary>Slots of local activities.</summary>
    SlotSupplier LocalActivitySlotSupplier { get; }
}
