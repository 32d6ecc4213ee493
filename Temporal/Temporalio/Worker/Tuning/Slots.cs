using Microsoft.Extensions.Logging;

namespace Temporalio.Worker.Tuning;

/// <summary>The slots of one kind of work of one worker.</summary>
internal sealed class Slots
{
    private static readonly TimeSpan RetryAfterError = TimeSpan.FromSeconds(1);

    private readonly CustomSlotSupplier _supplier;
    private readonly WorkerContext _context;
    private readonly SlotType _type;
    private readonly Action<int, int?> _report;
    private int _used;

    /// <summary>Makes the slots.</summary>
    /// <param name="context">The worker.</param>
    /// <param name="type">The kind of work.</param>
    /// <param name="supplier">The tuner's supplier; null for a fixed number.</param>
    /// <param name="count">That number.</param>
    public Slots(WorkerContext context, SlotType type, SlotSupplier? supplier, int count)
    {
        _context = context;
        _type = type;
        FixedCount = supplier switch
        {
            null => count,
            FixedSizeSlotSupplier f => f.SlotCount,
            _ => null,
        };
        _supplier = supplier switch
        {
            null or FixedSizeSlotSupplier => new FixedSlots(FixedCount!.Value),
            ResourceBasedSlotSupplier r => new ResourceSlots(r.Options, r.TunerOptions, type, ResourceUsage.Get),
            CustomSlotSupplier custom => custom,
            _ => throw new ArgumentException($"Unknown slot supplier {supplier.GetType()}"),
        };
        _report = context.Metrics.SlotsOf(type);
        _report(0, FixedCount);
    }

    /// <summary>How many there are; null if that depends.</summary>
    public int? FixedCount { get; }

    /// <summary>The kind of supplier, as it is told to the server.</summary>
    public string Kind => _supplier switch
    {
        FixedSlots => "Fixed",
        ResourceSlots => "ResourceBased",
        var custom => custom.GetType().Name,
    };

    /// <summary>How many are in use.</summary>
    public int Used => _used;

    /// <summary>Waits for a slot.</summary>
    /// <param name="isSticky">Whether it is for tasks of runs in memory.</param>
    /// <param name="token">Cancels.</param>
    /// <returns>The slot.</returns>
    public async Task<Slot> ReserveAsync(bool isSticky, CancellationToken token)
    {
        while (true)
        {
            try
            {
                return new(this, await _supplier.ReserveSlotAsync(ContextOf(isSticky), token).ConfigureAwait(false));
            }
            catch (Exception e) when (!token.IsCancellationRequested)
            {
                _context.Logger.LogError(e, "Reserving a slot for {SlotType} failed", _type);
                await Task.Delay(RetryAfterError, token).ConfigureAwait(false);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                throw new OperationCanceledException("Cancelled while waiting for a slot", e, token);
            }
        }
    }

    /// <summary>Takes a slot if there is one.</summary>
    /// <returns>The slot, or null.</returns>
    public Slot? TryReserve()
    {
        try
        {
            return _supplier.TryReserveSlot(ContextOf(isSticky: false)) is { } permit ? new(this, permit) : null;
        }
        catch (Exception e)
        {
            _context.Logger.LogError(e, "Reserving a slot for {SlotType} failed", _type);
            return null;
        }
    }

    private SlotReserveContext ContextOf(bool isSticky) =>
        new(_type, _context.TaskQueue, _context.Identity, _context.BuildId, isSticky);

    private void Guard(Action action)
    {
        try
        {
            action();
        }
        catch (Exception e)
        {
            _context.Logger.LogError(e, "The slot supplier for {SlotType} failed", _type);
        }
    }

    private void Count(int change)
    {
        var used = Interlocked.Add(ref _used, change);
        _report(used, FixedCount - used);
    }

    /// <summary>One slot; released once, however often that is asked.</summary>
    internal sealed class Slot(Slots slots, SlotPermit permit)
    {
        private SlotInfo? _info;
        private int _released;

        /// <summary>Says what the slot is used for.</summary>
        /// <param name="info">Its work.</param>
        public void MarkUsed(SlotInfo info)
        {
            _info = info;
            slots.Count(1);
            slots.Guard(() => slots._supplier.MarkSlotUsed(new(info, permit)));
        }

        /// <summary>Gives the slot back.</summary>
        public void Release()
        {
            if (Interlocked.Exchange(ref _released, 1) != 0)
            {
                return;
            }

            if (_info is not null)
            {
                slots.Count(-1);
            }

            slots.Guard(() => slots._supplier.ReleaseSlot(new(_info, permit)));
        }
    }
}
