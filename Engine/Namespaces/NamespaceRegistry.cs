using System.Collections.Concurrent;
using Google.Protobuf;
using OpsFlow.Engine.Histories;
using OpsFlow.Engine.Storage;
using OpsFlow.Engine.Visibility;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;

namespace OpsFlow.Engine.Namespaces;

/// <summary>The namespaces and their search attributes; kept in memory, written through to the database.</summary>
internal sealed class NamespaceRegistry : IDisposable
{
    private const long DefaultRetentionMs = 24 * 3600 * 1000;

    private readonly SqliteStore _store;
    private readonly TimeProvider _clock;
    private readonly ConcurrentDictionary<string, NamespaceRecord> _records = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _lock = new(1, 1);

    public NamespaceRegistry(SqliteStore store, TimeProvider clock)
    {
        _store = store;
        _clock = clock;
        store.Read(database =>
        {
            var query = database.Prepare("SELECT record FROM namespaces");
            while (query.Step())
            {
                var record = Stored.Parse(NamespaceRecord.Parser, query.Blob(0), "A namespace");
                _records[record.Name] = record;
            }

            query.Reset();
            return true;
        });
    }

    public IReadOnlyList<NamespaceRecord> All =>
        [.. _records.Values.OrderBy(r => r.CreateTime).ThenBy(r => r.Name, StringComparer.Ordinal)];

    public bool Exists(string name) => _records.ContainsKey(name);

    public NamespaceRecord? Find(string name) => _records.TryGetValue(name, out var record) ? record : null;

    public NamespaceRecord? FindById(string id) => _records.Values.FirstOrDefault(r => r.Id == id);

    /// <summary>Adds a namespace; false when there is one of the name.</summary>
    public async Task<bool> AddAsync(NamespaceRecord record)
    {
        await _lock.WaitAsync().ConfigureAwait(false);
        try
        {
            if (_records.ContainsKey(record.Name))
            {
                return false;
            }

            record.Id = record.Id.Length > 0 ? record.Id : Guid.NewGuid().ToString();
            record.CreateTime = _clock.GetUtcNow().Ticks;
            record.State = NamespaceState.Registered;
            record.RetentionMs = record.RetentionMs == 0 ? DefaultRetentionMs : record.RetentionMs;
            await SaveAsync(record).ConfigureAwait(false);
            return true;
        }
        finally
        {
            _lock.Release();
        }
    }

    /// <summary>Changes a namespace; null when there is none of the name.</summary>
    public async Task<NamespaceRecord?> UpdateAsync(string name, Action<NamespaceRecord> change)
    {
        await _lock.WaitAsync().ConfigureAwait(false);
        try
        {
            if (Find(name) is not { } known)
            {
                return null;
            }

            var record = known.Clone();
            change(record);
            await SaveAsync(record).ConfigureAwait(false);
            return record;
        }
        finally
        {
            _lock.Release();
        }
    }

    /// <summary>Takes a namespace away.</summary>
    public async Task RemoveAsync(string name)
    {
        await _lock.WaitAsync().ConfigureAwait(false);
        try
        {
            await _store.WriteAsync(database =>
                database.Prepare("DELETE FROM namespaces WHERE name = ?").Bind(1, name).Run()).ConfigureAwait(false);
            _records.TryRemove(name, out _);
        }
        finally
        {
            _lock.Release();
        }
    }

    /// <summary>
    /// Null when all attributes are known, else the official message. Notes each known one's type in its metadata, from
    /// which readers tell how to decode it.
    /// </summary>
    public string? CheckSearchAttributes(string name, SearchAttributes? attributes)
    {
        if (attributes is null || Find(name) is not { } record)
        {
            return null;
        }

        foreach (var (key, payload) in attributes.IndexedFields)
        {
            if (record.SearchAttributes.TryGetValue(key, out var type)
                || SearchAttributeTypes.Settable.TryGetValue(key, out type))
            {
                if (!payload.Metadata.ContainsKey("type"))
                {
                    payload.Metadata["type"] = ByteString.CopyFromUtf8(type.ToString());
                }

                if (AttributeValues.Mismatch(payload, type) is { } shown)
                {
                    return $"invalid value for search attribute {key} of type {type}: {shown}";
                }
            }
            else
            {
                return SearchAttributeTypes.System.ContainsKey(key)
                    ? $"{key} attribute can't be set in SearchAttributes"
                    : $"Namespace {name} has no mapping defined for search attribute {key}";
            }
        }

        return null;
    }

    public void Dispose() => _lock.Dispose();

    private async Task SaveAsync(NamespaceRecord record)
    {
        var bytes = record.ToByteArray();
        await _store.WriteAsync(database =>
            database.Prepare("INSERT OR REPLACE INTO namespaces (name, record) VALUES (?, ?)")
                .Bind(1, record.Name).Bind(2, bytes).Run()).ConfigureAwait(false);
        _records[record.Name] = record;
    }
}
