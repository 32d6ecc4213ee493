namespace Temporalio.Worker.Replay;

/// <summary>Numbers of flags. Those that exist are small, so that a set of them is a single word.</summary>
/// <remarks>A mutable struct: keep it in a field that is not read-only.</remarks>
internal struct FlagSet
{
    private ulong _small;
    private SortedSet<uint>? _large;

    public readonly bool IsEmpty => _small == 0 && _large is null or { Count: 0 };

    /// <summary>The flags in order.</summary>
    public readonly IEnumerable<uint> All
    {
        get
        {
            for (var flag = 0U; flag < 64; flag++)
            {
                if ((_small >> (int)flag & 1) != 0)
                {
                    yield return flag;
                }
            }

            foreach (var flag in _large ?? [])
            {
                yield return flag;
            }
        }
    }

    public readonly bool Contains(uint flag) => flag < 64 ? (_small >> (int)flag & 1) != 0 : _large?.Contains(flag) == true;

    public void Add(uint flag)
    {
        if (flag < 64)
        {
            _small |= 1UL << (int)flag;
        }
        else
        {
            (_large ??= []).Add(flag);
        }
    }

    public void Remove(uint flag)
    {
        if (flag < 64)
        {
            _small &= ~(1UL << (int)flag);
        }
        else
        {
            _large?.Remove(flag);
        }
    }

    public void UnionWith(IEnumerable<uint> flags)
    {
        foreach (var flag in flags)
        {
            Add(flag);
        }
    }

    public void ExceptWith(IEnumerable<uint> flags)
    {
        foreach (var flag in flags)
        {
            Remove(flag);
        }
    }
}
