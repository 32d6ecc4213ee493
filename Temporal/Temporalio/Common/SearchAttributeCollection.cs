using System.Collections;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;

namespace Temporalio.Common;

/// <summary>Search attributes with their values; immutable.</summary>
public class SearchAttributeCollection : IReadOnlyCollection<SearchAttributeKey>
{
    /// <summary>No search attributes.</summary>
    public static readonly SearchAttributeCollection Empty = new(new SortedDictionary<SearchAttributeKey, object>());

    private readonly SortedDictionary<SearchAttributeKey, object> _values;

    private SearchAttributeCollection(SortedDictionary<SearchAttributeKey, object> values) => _values = values;

    /// <inheritdoc/>
    public int Count => _values.Count;

    /// <summary>The values by key, sorted.</summary>
    public IReadOnlyDictionary<SearchAttributeKey, object> UntypedValues => _values;

    /// <summary>Reads what a server sent. Nulls are left out.</summary>
    /// <param name="searchAttributes">The proto.</param>
    /// <returns>The collection.</returns>
    /// <exception cref="ArgumentException">A value has no or an unknown type.</exception>
    public static SearchAttributeCollection FromProto(SearchAttributes searchAttributes)
    {
        var values = new SortedDictionary<SearchAttributeKey, object>();
        foreach (var (name, payload) in searchAttributes.IndexedFields)
        {
            var type = SearchAttributePayload.TypeOf(name, payload);
            if (SearchAttributePayload.ToValue(payload, type) is { } value)
            {
                values[new SearchAttributeKey(name, type)] = value;
            }
        }

        return new SearchAttributeCollection(values);
    }

    /// <summary>A value.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <param name="key">The key.</param>
    /// <returns>The value.</returns>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public T Get<T>(SearchAttributeKey<T> key)
        where T : notnull =>
        TryGetValue(key, out var value) ? value : throw new KeyNotFoundException($"No search attribute {key.Name}");

    /// <summary>A value, if there is one.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <param name="key">The key.</param>
    /// <param name="value">The value.</param>
    /// <returns>Whether there is one.</returns>
    public bool TryGetValue<T>(SearchAttributeKey<T> key, out T value)
        where T : notnull
    {
        var found = _values.TryGetValue(key, out var untyped);
        value = found ? (T)untyped! : default!;
        return found;
    }

    /// <summary>Whether there is a value of this name and type.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <param name="key">The key.</param>
    /// <returns>True if there is.</returns>
    public bool ContainsKey<T>(SearchAttributeKey<T> key)
        where T : notnull => _values.ContainsKey(key);

    /// <summary>Whether there is a value of this name.</summary>
    /// <param name="key">The name.</param>
    /// <returns>True if there is.</returns>
    public bool ContainsKey(string key) => _values.Keys.Any(k => k.Name == key);

    /// <inheritdoc/>
    public IEnumerator<SearchAttributeKey> GetEnumerator() => _values.Keys.GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Makes the proto.</summary>
    /// <returns>The proto.</returns>
    public SearchAttributes ToProto()
    {
        var proto = new SearchAttributes();
        foreach (var (key, value) in _values)
        {
            proto.IndexedFields.Add(key.Name, SearchAttributePayload.ToPayload(value, key.ValueType));
        }

        return proto;
    }

    /// <summary>Applies updates made inside a workflow.</summary>
    /// <param name="updates">The updates in order.</param>
    /// <returns>The new collection.</returns>
    internal SearchAttributeCollection Apply(IEnumerable<Workflows.SearchAttributeUpdate> updates)
    {
        var values = new SortedDictionary<SearchAttributeKey, object>(_values);
        foreach (var update in updates)
        {
            if (update.HasValue)
            {
                values[update.UntypedKey] = update.UntypedValue;
            }
            else
            {
                values.Remove(update.UntypedKey);
            }
        }

        return new SearchAttributeCollection(values);
    }

    /// <summary>Collects search attributes.</summary>
    public class Builder
    {
        private readonly SortedDictionary<SearchAttributeKey, object> _values;

        /// <summary>Starts with none.</summary>
        public Builder() => _values = [];

        /// <summary>Starts with those of a collection.</summary>
        /// <param name="searchAttributes">The collection.</param>
        public Builder(SearchAttributeCollection searchAttributes) =>
            _values = new SortedDictionary<SearchAttributeKey, object>(searchAttributes._values);

        /// <summary>Sets a value.</summary>
        /// <typeparam name="T">Its type.</typeparam>
        /// <param name="key">The key.</param>
        /// <param name="value">The value.</param>
        /// <returns>This builder.</returns>
        public Builder Set<T>(SearchAttributeKey<T> key, T value)
            where T : notnull
        {
            _values[key] = value;
            return this;
        }

        /// <summary>Sets all values of a collection.</summary>
        /// <param name="searchAttributes">The collection.</param>
        /// <returns>This builder.</returns>
        public Builder Set(SearchAttributeCollection searchAttributes)
        {
            foreach (var (key, value) in searchAttributes._values)
            {
                _values[key] = value;
            }

            return this;
        }

        /// <summary>Removes a value.</summary>
        /// <param name="key">The key.</param>
        /// <returns>This builder.</returns>
        public Builder Unset(SearchAttributeKey key)
        {
            _values.Remove(key);
            return this;
        }

        /// <summary>Removes the values of a name.</summary>
        /// <param name="name">The name.</param>
        /// <returns>This builder.</returns>
        public Builder Unset(string name)
        {
            foreach (var key in _values.Keys.Where(k => k.Name == name).ToList())
            {
                _values.Remove(key);
            }

            return this;
        }

        /// <summary>Ends the collection.</summary>
        /// <returns>The search attributes so far.</returns>
        public SearchAttributeCollection ToSearchAttributeCollection() =>
            new(new SortedDictionary<SearchAttributeKey, object>(_values));
    }
}
