using System.Runtime.InteropServices;

namespace OpsFlow.Engine.Storage;

/// <summary>
/// The hashes of all workflow ids in the database, with the number of their runs. Most starts are of new ids: for those
/// no query is needed. It may say yes to an id that is not there, never no to one that is: ids whose hashes are the
/// same are counted together, and a run counts until it is known to be gone.
/// </summary>
internal sealed class KnownWorkflows
{
    private readonly Lock _lock = new();
    private readonly Dictionary<long, int> _runs = [];

    /// <summary>How many hashes are held.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _runs.Count;
            }
        }
    }

    /// <summary>A run of the id is about to be there.</summary>
    public void Add(string namespaceName, string workflowId)
    {
        var hash = Hash(namespaceName, workflowId);
        lock (_lock)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(_runs, hash, out _)++;
        }
    }

    /// <summary>A run of the id is gone, on disk too.</summary>
    public void Remove(string namespaceName, string workflowId)
    {
        var hash = Hash(namespaceName, workflowId);
        lock (_lock)
        {
            if (_runs.TryGetValue(hash, out var runs) && runs > 1)
            {
                _runs[hash] = runs - 1;
            }
            else
            {
                _runs.Remove(hash);
            }
        }
    }

    public bool MayContain(string namespaceName, string workflowId)
    {
        var hash = Hash(namespaceName, workflowId);
        lock (_lock)
        {
            return _runs.ContainsKey(hash);
        }
    }

    private static long Hash(string namespaceName, string workflowId) =>
        ((long)namespaceName.GetHashCode(StringComparison.Ordinal) << 32)
        ^ (uint)workflowId.GetHashCode(StringComparison.Ordinal)
        ^ ((long)workflowId.Length << 24);
}
