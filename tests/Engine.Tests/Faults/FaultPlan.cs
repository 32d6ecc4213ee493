namespace OpsFlow.Engine.Tests.Faults;

/// <summary>Which of a database's accesses to its files fail. Counts them; safe for concurrent use.</summary>
internal sealed class FaultPlan
{
    private readonly Lock _lock = new();
    private FaultKinds _kinds;
    private long _seen;
    private long _from = long.MaxValue;
    private long _to;

    /// <summary>Accesses of the planned kinds so far.</summary>
    public long Seen => Interlocked.Read(ref _seen);

    /// <summary>Accesses that were made to fail.</summary>
    public long Failed { get; private set; }

    /// <summary>From now on counts the kinds and lets as many as given, from the nth (from 1) on, fail.</summary>
    public void Fail(FaultKinds kinds, long nth, long count = 1)
    {
        lock (_lock)
        {
            (_kinds, _seen, _from) = (kinds, 0, nth);
            _to = nth > long.MaxValue - count ? long.MaxValue : nth + count;
        }
    }

    /// <summary>Nothing fails from now on.</summary>
    public void Heal()
    {
        lock (_lock)
        {
            _from = long.MaxValue;
        }
    }

    public bool Fails(FaultKinds kind)
    {
        lock (_lock)
        {
            if ((_kinds & kind) == 0 || ++_seen < _from || _seen >= _to)
            {
                return false;
            }

            Failed++;
            return true;
        }
    }
}

/// <summary>Kinds of access to the database or its log.</summary>
[Flags]
internal enum FaultKinds
{
    Read = 1,
    Write = 2,
    Sync = 4,

    /// <summary>A write that finds no room.</summary>
    Full = 8,
}
