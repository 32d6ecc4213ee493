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
    public ValueTask<ServerRecord?> FindAsync(string name, CancellationToken cancellationToken) =>
        FindAsync("name:" + name, () => store.FindByNameAsync(name, cancellationToken));

    /// <summary>A server by the key that its reports are sent with.</summary>
    /// <returns>The server, or null.</returns>
    public ValueTask<ServerRecord?> FindByKeyAsync(string key, CancellationToken cancellationToken) =>
        FindAsync("key:" + key, () => store.FindByKeyAsync(key, cancellationToken));

    /// <summary>Forgets what was read, after a change.</summary>
    public void Invalidate() => _entries.Clear();

    private async ValueTask<ServerRecord?> FindAsync(string by, Func<Task<ServerRecord?>> readAsync)
    {
        if (_entries.TryGetValue(by, out var entry) && time.GetElapsedTime(entry.ReadAt) < Lifetime)
        {
            return entry.Server;
        }

        // Unknown names and keys are attacker-chosen: they must not fill the memory.
        if (_entries.Count > 10_000)
        {
            _entries.Clear();
        }

        var server = await readAsync();
        _entries[by] = (server, time.GetTimestamp());
        return server;
    }
}
