namespace Temporalio.Worker.Tuning;

/// <summary>
/// Hands out slots by rules of its own. Calls come from several threads at once. An exception thrown here is logged and
/// never ends the worker: a reservation is tried again after a second.
/// </summary>
public abstract class CustomSlotSupplier : SlotSupplier
{
    /// <summary>Waits for a slot. Called before each poll.</summary>
    /// <param name="ctx">What the slot is for.</param>
    /// <param name="cancellationToken">Cancelled when the worker shuts down or no longer wants the slot.</param>
    /// <returns>The slot; given back through <see cref="ReleaseSlot"/>.</returns>
    public abstract Task<SlotPermit> ReserveSlotAsync(SlotReserveContext ctx, CancellationToken cancellationToken);

    /// <summary>Takes a slot if there is one, for work that is handed out at once.</summary>
    /// <param name="ctx">What the slot is for.</param>
    /// <returns>The slot, or null.</returns>
    public abstract SlotPermit? TryReserveSlot(SlotReserveContext ctx);

    /// <summary>Says that a slot is put to use.</summary>
    /// <param name="ctx">The slot and its work.</param>
    public abstract void MarkSlotUsed(SlotMarkUsedContext ctx);

    /// <summary>Gives a slot back, used or not.</summary>
    /// <param name="ctx">The slot and its work.</param>
    public abstract void ReleaseSlot(SlotReleaseContext ctx);
}
