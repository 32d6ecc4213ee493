using System.Collections.Concurrent;

namespace OpsFlow.Records.ErrorAnalysis.Servers;

/// <summary>
/// Servers by name for the webhook's hot path: read once, kept for some seconds. A change made by this process shows at
/// once, one made by another replica within <see cref="Lifetime"/>.
/// </summary>
public sealed class ServerDirectory(ServerStore store, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, (ServerRecord? Server, long ReadAt)> _entries = new(
        StringComparer.Ordinal);

    /// <summary>How long an entry is used. 5 s.</summary>
    public static TimeSpan Lifetime { get; } = TimeSpan.FromSeconds(5);

    /// <summary>A server by name.</summary>
    /// <returns>The server, or null.</returns>
    public async ValueTask<ServerRecord?> FindAsync(string name, CancellationToken cancellationToken)
    {
        if (_entries.TryGetValue(name, out var entry) && time.GetElapsedTime(entry.ReadAt) < Lifetime)
        {
            return entry.Server;
        }

        // Unknown names are attacker-chosen: they must not fill the memory.
        if (_entries.Count > 10_000)
        {
            _entries.Clear();
        }

        var server = await store.FindByNameAsync(name, cancellationToken);
        _entries[name] = (server, time.GetTimestamp());
        return server;
    }

    /// <summary>Forgets what was read, after a change.</summary>
    public void Invalidate() => _entries.Clear();
}
