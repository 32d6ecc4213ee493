namespace Temporalio.Worker.Tuning;

/// <summary>Hands out slots as long as the machine's load is below the aims.</summary>
/// <param name="options">The limits.</param>
/// <param name="aims">The load not to go beyond.</param>
/// <param name="type">The kind of work, which has its own defaults.</param>
/// <param name="usage">The load: memory and processor, 0 to 1 each.</param>
internal sealed class ResourceSlots(
    ResourceBasedSlotSupplierOptions options,
    ResourceBasedTunerOptions aims,
    SlotType type,
    Func<(double Memory, double Cpu)> usage) : CustomSlotSupplier
{
    private static readonly TimeSpan RetryInterval = TimeSpan.FromMilliseconds(20);

    private readonly Lock _lock = new();
    private readonly int _minimum = options.MinimumSlots ?? (type == SlotType.Workflow ? 5 : 1);
    private readonly int _maximum = options.MaximumSlots ?? 500;
    private readonly TimeSpan _ramp =
        options.RampThrottle ?? (type == SlotType.Workflow ? TimeSpan.Zero : TimeSpan.FromMilliseconds(50));

    private int _reserved;
    private long _lastReserved;

    /// <inheritdoc/>
    public override async Task<SlotPermit> ReserveSlotAsync(SlotReserveContext ctx, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (TryReserveSlot(ctx) is { } permit)
            {
                return permit;
            }

            // The load is only known by looking again.
            await Task.Delay(RetryInterval, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public override SlotPermit? TryReserveSlot(SlotReserveContext ctx)
    {
        lock (_lock)
        {
            if (_reserved >= _maximum || (_reserved >= _minimum && !MayGoOn()))
            {
                return null;
            }

            _reserved++;
            _lastReserved = Environment.TickCount64;
            return new();
        }
    }

    /// <inheritdoc/>
    public override void MarkSlotUsed(SlotMarkUsedContext ctx)
    {
    }

    /// <inheritdoc/>
    public override void ReleaseSlot(SlotReleaseContext ctx)
    {
        lock (_lock)
        {
            _reserved--;
        }
    }

    private bool MayGoOn()
    {
        if (Environment.TickCount64 - _lastReserved < _ramp.TotalMilliseconds)
        {
            return false;
        }

        var (memory, cpu) = usage();
        return memory < aims.TargetMemoryUsage && cpu < aims.TargetCpuUsage;
    }
}
