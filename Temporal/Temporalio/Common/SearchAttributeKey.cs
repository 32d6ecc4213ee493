using Temporalio.Api.Enums.V1;

namespace Temporalio.Common;

/// <summary>The name and type of a search attribute.</summary>
public class SearchAttributeKey : IComparable<SearchAttributeKey>
{
    internal SearchAttributeKey(string name, IndexedValueType valueType)
    {
        Name = name;
        ValueType = valueType;
    }

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>The type.</summary>
    public IndexedValueType ValueType { get; }

    /// <summary>Whether two keys are the same.</summary>
    /// <param name="left">A key.</param>
    /// <param name="right">Another.</param>
    /// <returns>True if they are.</returns>
    public static bool operator ==(SearchAttributeKey? left, SearchAttributeKey? right) => Equals(left, right);

    /// <summary>Whether two keys differ.</summary>
    /// <param name="left">A key.</param>
    /// <param name="right">Another.</param>
    /// <returns>True if they do.</returns>
    public static bool operator !=(SearchAttributeKey? left, SearchAttributeKey? right) => !Equals(left, right);

    /// <summary>Whether one key sorts before another.</summary>
    /// <param name="left">A key.</param>
    /// <param name="right">Another.</param>
    /// <returns>True if it does.</returns>
    public static bool operator <(SearchAttributeKey? left, SearchAttributeKey? right) => Compare(left, right) < 0;

    /// <summary>Whether one key does not sort after another.</summary>
    /// <param name="left">A key.</param>
    /// <param name="right">Another.</param>
    /// <returns>True if it does not.</returns>
    public static bool operator <=(SearchAttributeKey? left, SearchAttributeKey? right) => Compare(left, right) <= 0;

    /// <summary>Whether one key sorts after another.</summary>
    /// <param name="left">A key.</param>
    /// <param name="right">Another.</param>
    /// <returns>True if it does.</returns>
    public static bool operator >(SearchAttributeKey? left, SearchAttributeKey? right) => Compare(left, right) > 0;

    /// <summary>Whether one key does not sort before another.</summary>
    /// <param name="left">A key.</param>
    /// <param name="right">Another.</param>
    /// <returns>True if it does not.</returns>
    public static bool operator >=(SearchAttributeKey? left, SearchAttributeKey? right) => Compare(left, right) >= 0;

    /// <summary>Makes a key of type Text.</summary>
    /// <param name="name">The name.</param>
    /// <returns>The key.</returns>
    public static SearchAttributeKey<string> CreateText(string name) => new(name, IndexedValueType.Text);

    /// <summary>Makes a key of type Keyword.</summary>
    /// <param name="name">The name.</param>
    /// <returns>The key.</returns>
    public static SearchAttributeKey<string> CreateKeyword(string name) => new(name, IndexedValueType.Keyword);

    /// <summary>Makes a key of type Int.</summary>
    /// <param name="name">The name.</param>
    /// <returns>The key.</returns>
    public static SearchAttributeKey<long> CreateLong(string name) => new(name, IndexedValueType.Int);

    /// <summary>Makes a key of type Double.</summary>
    /// <param name="name">The name.</param>
    /// <returns>The key.</returns>
    public static SearchAttributeKey<double> CreateDouble(string name) => new(name, IndexedValueType.Double);

    /// <summary>Makes a key of type Bool.</summary>
    /// <param name="name">The name.</param>
    /// <returns>The key.</returns>
    public static SearchAttributeKey<bool> CreateBool(string name) => new(name, IndexedValueType.Bool);

    /// <summary>Makes a key of type Datetime.</summary>
    /// <param name="name">The name.</param>
    /// <returns>The key.</returns>
    public static SearchAttributeKey<DateTimeOffset> CreateDateTimeOffset(string name) =>
        new(name, IndexedValueType.Datetime);

    /// <summary>Makes a key of type KeywordList.</summary>
    /// <param name="name">The name.</param>
    /// <returns>The key.</returns>
    public static SearchAttributeKey<IReadOnlyCollection<string>> CreateKeywordList(string name) =>
        new(name, IndexedValueType.KeywordList);

    /// <inheritdoc/>
    public int CompareTo(SearchAttributeKey? other) => Compare(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, ValueType);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as SearchAttributeKey);

    /// <summary>Whether another key is the same.</summary>
    /// <param name="other">The other.</param>
    /// <returns>True if it is.</returns>
    public bool Equals(SearchAttributeKey? other) =>
        other is not null && Name == other.Name && ValueType == other.ValueType;

    private static int Compare(SearchAttributeKey? left, SearchAttributeKey? right)
    {
        if (left is null || right is null)
        {
            return (left is null ? 0 : 1) - (right is null ? 0 : 1);
        }

        var byName = string.CompareOrdinal(left.Name, right.Name);
        return byName != 0 ? byName : left.ValueType.CompareTo(right.ValueType);
    }
}
