namespace Temporalio.Worker.Tuning;

/// <summary>A fixed number of slots.</summary>
internal sealed class FixedSlots(int count) : CustomSlotSupplier
{
    private static readonly SlotPermit Permit = new();

    private readonly SemaphoreSlim _free = new(count);

    /// <inheritdoc/>
    public override async Task<SlotPermit> ReserveSlotAsync(SlotReserveContext ctx, CancellationToken cancellationToken)
    {
        await _free.WaitAsync(cancellationToken).ConfigureAwait(false);
        return Permit;
    }

    /// <inheritdoc/>
    public override SlotPermit? TryReserveSlot(SlotReserveContext ctx) => _free.Wait(0) ? Permit : null;

    /// <inheritdoc/>
    public override void MarkSlotUsed(SlotMarkUsedContext ctx)
    {
    }

    /// <inheritdoc/>
    public override void ReleaseSlot(SlotReleaseContext ctx) => _free.Release();
}
