namespace Temporalio.Workflows;

/// <summary>One change of the memo.</summary>
public class MemoUpdate
{
    private readonly object? _value;

    private MemoUpdate(string key, object? value, bool hasValue)
    {
        UntypedKey = key;
        _value = value;
        HasValue = hasValue;
    }

    /// <summary>Whether a value is set; if not, the key is removed.</summary>
    public bool HasValue { get; }

    /// <summary>The key.</summary>
    public string UntypedKey { get; }

    /// <summary>The value.</summary>
    /// <exception cref="InvalidOperationException">The update removes the key.</exception>
    public object UntypedValue => HasValue ? _value! : throw new InvalidOperationException("No value");

    /// <summary>Sets a value.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">The value.</param>
    /// <returns>The change.</returns>
    public static MemoUpdate ValueSet(string key, object value) => new(key, value, true);

    /// <summary>Removes a key.</summary>
    /// <param name="key">The key.</param>
    /// <returns>The change.</returns>
    public static MemoUpdate ValueUnset(string key) => new(key, null, false);
}
