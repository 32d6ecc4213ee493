namespace Temporalio.Worker.Tuning;

/// <summary>A fixed number of slots.</summary>
public sealed class FixedSizeSlotSupplier : SlotSupplier
{
    /// <summary>Makes a supplier.</summary>
    /// <param name="slotCount">The number of slots.</param>
    /// <exception cref="ArgumentException">The number is below 1.</exception>
    public FixedSizeSlotSupplier(int slotCount)
    {
        if (slotCount < 1)
        {
            throw new ArgumentException("Slot count must be at least 1", nameof(slotCount));
        }

        SlotCount = slotCount;
    }

    /// <summary>The number of slots.</summary>
    public int SlotCount { get; }
}
