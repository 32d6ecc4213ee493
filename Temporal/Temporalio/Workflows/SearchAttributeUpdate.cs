using Temporalio.Common;

namespace Temporalio.Workflows;

/// <summary>A change of one search attribute.</summary>
public abstract class SearchAttributeUpdate
{
    internal SearchAttributeUpdate(bool hasValue) => HasValue = hasValue;

    /// <summary>Whether a value is set; false if it is removed.</summary>
    public bool HasValue { get; }

    /// <summary>The key.</summary>
    public abstract SearchAttributeKey UntypedKey { get; }

    /// <summary>The value.</summary>
    /// <exception cref="InvalidOperationException">The value is removed.</exception>
    public abstract object UntypedValue { get; }

    /// <summary>Makes an update that sets a value.</summary>
    /// <typeparam name="T">The value's type.</typeparam>
    /// <param name="key">The key.</param>
    /// <param name="value">The value.</param>
    /// <returns>The update.</returns>
    public static SearchAttributeUpdate<T> ValueSet<T>(SearchAttributeKey<T> key, T value)
        where T : notnull => new(key, value, true);

    /// <summary>Makes an update that removes the value.</summary>
    /// <typeparam name="T">The value's type.</typeparam>
    /// <param name="key">The key.</param>
    /// <returns>The update.</returns>
    public static SearchAttributeUpdate<T> ValueUnset<T>(SearchAttributeKey<T> key)
        where T : notnull => new(key, default!, false);
}
