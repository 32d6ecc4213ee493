using System.Diagnostics.CodeAnalysis;

namespace Temporalio.Worker.Replay;

/// <summary>
/// A dictionary that takes no memory before it has its first entry: a worker keeps thousands of runs, and each uses few of
/// the many kinds of things that it may wait for.
/// </summary>
/// <remarks>A mutable struct: keep it in a field that is not read-only, and do not copy it.</remarks>
internal struct LazyMap<TKey, TValue>
    where TKey : notnull
{
    private Dictionary<TKey, TValue>? _entries;

    /// <summary>Makes an empty map.</summary>
    public LazyMap() => _entries = null;

    public readonly int Count => _entries?.Count ?? 0;

    public readonly IEnumerable<TValue> Values => _entries?.Values ?? Enumerable.Empty<TValue>();

    public TValue this[TKey key]
    {
        readonly get => _entries is null ? throw new KeyNotFoundException($"There is no {key}") : _entries[key];
        set => (_entries ??= [])[key] = value;
    }

    public bool TryAdd(TKey key, TValue value) => (_entries ??= []).TryAdd(key, value);

    public readonly bool ContainsKey(TKey key) => _entries?.ContainsKey(key) == true;

    public readonly bool TryGetValue(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        if (_entries is null)
        {
            value = default;
            return false;
        }

        return _entries.TryGetValue(key, out value);
    }

    public readonly TValue? GetValueOrDefault(TKey key) => TryGetValue(key, out var value) ? value : default;

    public readonly bool Remove(TKey key) => _entries?.Remove(key) == true;

    public readonly bool Remove(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        if (_entries is null)
        {
            value = default;
            return false;
        }

        return _entries.Remove(key, out value);
    }
}
