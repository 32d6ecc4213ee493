using Temporalio.Api.Enums.V1;

namespace OpsFlow.Engine.Visibility;

/// <summary>A parsed list filter.</summary>
/// <param name="Filter">What runs must match; null = all.</param>
/// <param name="GroupBy">The attribute to count by; null = none.</param>
internal sealed record ListQuery(ListFilter? Filter, string? GroupBy);

/// <summary>A node of a filter.</summary>
internal abstract record ListFilter
{
    public sealed record And(ListFilter Left, ListFilter Right) : ListFilter;

    public sealed record Or(ListFilter Left, ListFilter Right) : ListFilter;

    public sealed record Not(ListFilter Inner) : ListFilter;

    /// <summary>A comparison with one value.</summary>
    /// <param name="Attribute">The attribute.</param>
    /// <param name="Type">Its type.</param>
    /// <param name="Operator">How to compare.</param>
    /// <param name="Values">One value; two for Between; any number for In.</param>
    public sealed record Compare(
        string Attribute, IndexedValueType Type, ListOperator Operator, IReadOnlyList<object> Values) : ListFilter;

    public sealed record IsNull(string Attribute) : ListFilter;
}

/// <summary>How a value is compared.</summary>
internal enum ListOperator
{
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    In,
    Between,
    StartsWith,
}
