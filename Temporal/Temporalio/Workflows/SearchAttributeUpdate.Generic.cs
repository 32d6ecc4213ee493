using Temporalio.Common;

namespace Temporalio.Workflows;

/// <summary>A change of one search attribute.</summary>
/// <typeparam name="T">The value's type.</typeparam>
public class SearchAttributeUpdate<T> : SearchAttributeUpdate
    where T : notnull
{
    private readonly T _value;

    internal SearchAttributeUpdate(SearchAttributeKey<T> key, T value, bool hasValue)
        : base(hasValue)
    {
        Key = key;
        _value = value;
    }

    /// <summary>The key.</summary>
    public SearchAttributeKey<T> Key { get; }

    /// <summary>The value.</summary>
    /// <exception cref="InvalidOperationException">The value is removed.</exception>
    public T Value => HasValue ? _value : throw new InvalidOperationException("The update removes the value");

    /// <inheritdoc/>
    public override SearchAttributeKey UntypedKey => Key;

    /// <inheritdoc/>
    public override object UntypedValue => Value;
}
