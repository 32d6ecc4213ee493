using OpsFlow.Engine.Histories;
using Temporalio.Api.Enums.V1;

namespace OpsFlow.Engine.Visibility;

/// <summary>
/// Decides whether a run matches a filter. As in SQL, what compares with nothing is neither true nor false.
/// </summary>
internal static class ListFilterEvaluator
{
    public static bool Matches(ListFilter? filter, RunState run) => filter is null || Evaluate(filter, run) == true;

    private static bool? Evaluate(ListFilter filter, RunState run)
    {
        switch (filter)
        {
            case ListFilter.And and:
                var left = Evaluate(and.Left, run);
                return left == false ? false : left & Evaluate(and.Right, run);
            case ListFilter.Or or:
                var first = Evaluate(or.Left, run);
                return first == true ? true : first | Evaluate(or.Right, run);
            case ListFilter.Not not:
                return !Evaluate(not.Inner, run);
            case ListFilter.IsNull isNull:
                return AttributeValues.Of(run, isNull.Attribute, AnyType(run, isNull.Attribute)) is null;
            case ListFilter.Compare compare:
                return AttributeValues.Of(run, compare.Attribute, compare.Type) is { } value
                    ? Compare(value, compare)
                    : null;
            default:
                return null;
        }
    }

    /// <summary>Whether a value is there does not depend on its type, but its decoding does.</summary>
    private static IndexedValueType AnyType(RunState run, string attribute)
    {
        if (run.SearchAttributes is null
            || !run.SearchAttributes.IndexedFields.TryGetValue(attribute, out var payload)
            || !payload.Metadata.TryGetValue("type", out var type))
        {
            return IndexedValueType.KeywordList;
        }

        return Enum.TryParse<IndexedValueType>(
            type.ToStringUtf8().Replace("INDEXED_VALUE_TYPE_", "", StringComparison.Ordinal)
                .Replace("_", "", StringComparison.Ordinal),
            ignoreCase: true, out var parsed)
            ? parsed
            : IndexedValueType.KeywordList;
    }

    private static bool Compare(object value, ListFilter.Compare compare) => compare.Operator switch
    {
        ListOperator.Equal => IsEqual(value, compare.Values[0], compare.Type),
        ListOperator.NotEqual => !IsEqual(value, compare.Values[0], compare.Type),
        ListOperator.In => compare.Values.Any(v => IsEqual(value, v, compare.Type)),
        ListOperator.Less => Order(value, compare.Values[0]) < 0,
        ListOperator.LessOrEqual => Order(value, compare.Values[0]) <= 0,
        ListOperator.Greater => Order(value, compare.Values[0]) > 0,
        ListOperator.GreaterOrEqual => Order(value, compare.Values[0]) >= 0,
        ListOperator.Between => Order(value, compare.Values[0]) >= 0 && Order(value, compare.Values[1]) <= 0,
        ListOperator.StartsWith =>
            Texts(value).Any(t => t.StartsWith((string)compare.Values[0], StringComparison.Ordinal)),
        _ => false,
    };

    private static bool IsEqual(object value, object wanted, IndexedValueType type) => value switch
    {
        List<string> list => list.Contains((string)wanted, StringComparer.Ordinal),
        string text when type == IndexedValueType.Text => SharesWord(text, (string)wanted),
        _ => value.Equals(wanted),
    };

    /// <summary>Texts are searched by words, in any case.</summary>
    private static bool SharesWord(string text, string wanted)
    {
        var words = Words(text).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return Words(wanted).Any(words.Contains);
    }

    private static IEnumerable<string> Words(string text)
    {
        var start = -1;
        for (var i = 0; i <= text.Length; i++)
        {
            if (i < text.Length && char.IsLetterOrDigit(text[i]))
            {
                start = start < 0 ? i : start;
            }
            else if (start >= 0)
            {
                yield return text[start..i];
                start = -1;
            }
        }
    }

    private static IEnumerable<string> Texts(object value) => value switch
    {
        List<string> list => list,
        string text => [text],
        _ => [],
    };

    private static int Order(object value, object wanted) => (value, wanted) switch
    {
        (string a, string b) => string.CompareOrdinal(a, b),
        (long a, long b) => a.CompareTo(b),
        (double a, double b) => a.CompareTo(b),
        (bool a, bool b) => a.CompareTo(b),
        _ => int.MinValue,
    };
}
