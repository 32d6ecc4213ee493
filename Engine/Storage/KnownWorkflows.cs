namespace OpsFlow.Engine.Storage;

/// <summary>
/// The hashes of all workflow ids in the database. Most starts are of new ids: for those no query is needed. It may say
/// yes to an id that is not there, never no to one that is.
/// </summary>
internal sealed class KnownWorkflows
{
    private readonly Lock _lock = new();
    private readonly HashSet<long> _hashes = [];

    public void Add(string namespaceName, string workflowId)
    {
        var hash = Hash(namespaceName, workflowId);
        lock (_lock)
        {
            _hashes.Add(hash);
        }
    }

    public bool MayContain(string namespaceName, string workflowId)
    {
        var hash = Hash(namespaceName, workflowId);
        lock (_lock)
        {
            return _hashes.Contains(hash);
        }
    }

    private static long Hash(string namespaceName, string workflowId) =>
        ((long)namespaceName.GetHashCode(StringComparison.Ordinal) << 32)
        ^ (uint)workflowId.GetHashCode(StringComparison.Ordinal)
        ^ ((long)workflowId.Length << 24);
}
