using Temporalio.Api.Enums.V1;

namespace Temporalio.Common;

/// <summary>The name and type of a search attribute.</summary>
/// <typeparam name="T">The type of its values.</typeparam>
public class SearchAttributeKey<T> : SearchAttributeKey
    where T : notnull
{
    internal SearchAttributeKey(string name, IndexedValueType valueType)
        : base(name, valueType)
    {
    }

    /// <summary>Makes an update that sets a value.</summary>
    /// <param name="value">The value.</param>
    /// <returns>The update.</returns>
    public Workflows.SearchAttributeUpdate<T> ValueSet(T value) =>
        Workflows.SearchAttributeUpdate.ValueSet(this, value);

    /// <summary>Makes an update that removes the value.</summary>
    /// <returns>The update.</returns>
    public Workflows.SearchAttributeUpdate<T> ValueUnset() => Workflows.SearchAttributeUpdate.ValueUnset(this);
}
