using Temporalio.Api.Enums.V1;
using Kind = OpsFlow.Engine.Visibility.ListQueryLexer.Kind;

namespace OpsFlow.Engine.Visibility;

/// <summary>Reads list filters: comparisons, AND, OR, NOT, parentheses, and GROUP BY at the end.</summary>
internal sealed class ListQueryParser
{
    private const int MaximumDepth = 100;

    private readonly List<ListQueryLexer.Token> _tokens;
    private readonly Func<string, IndexedValueType?> _typeOf;
    private int _position;
    private int _depth;

    private ListQueryParser(string query, Func<string, IndexedValueType?> typeOf)
    {
        _tokens = ListQueryLexer.Split(query);
        _typeOf = typeOf;
    }

    private ListQueryLexer.Token Current => _tokens[_position];

    /// <summary>Parses a query.</summary>
    /// <param name="query">The text.</param>
    /// <param name="typeOf">The type of an attribute; null when there is none of the name.</param>
    /// <exception cref="ListQueryException">The query is wrong or not supported.</exception>
    public static ListQuery Parse(string query, Func<string, IndexedValueType?> typeOf)
    {
        var parser = new ListQueryParser(query, typeOf);
        ListFilter? filter = null;
        if (parser.Current.Kind != Kind.End && !parser.IsWord("GROUP") && !parser.IsWord("ORDER"))
        {
            filter = parser.Or();
        }

        string? groupBy = null;
        if (parser.TryWord("GROUP"))
        {
            parser.Word("BY");
            groupBy = parser.Attribute(out _);
        }

        if (parser.IsWord("ORDER"))
        {
            throw new ListQueryException("operation is not supported: 'ORDER BY' clause");
        }

        if (parser.IsWord("LIMIT"))
        {
            throw new ListQueryException("operation is not supported: 'LIMIT' clause");
        }

        return parser.Current.Kind == Kind.End
            ? new ListQuery(filter, groupBy)
            : throw parser.Unexpected();
    }

    private ListFilter Or()
    {
        if (++_depth > MaximumDepth)
        {
            throw new ListQueryException("malformed query: nested too deeply");
        }

        var left = And();
        while (TryWord("OR"))
        {
            left = new ListFilter.Or(left, And());
        }

        _depth--;
        return left;
    }

    private ListFilter And()
    {
        var left = Not();
        while (TryWord("AND"))
        {
            left = new ListFilter.And(left, Not());
        }

        return left;
    }

    private ListFilter Not()
    {
        var negated = false;
        while (TryWord("NOT"))
        {
            negated = !negated;
        }

        var inner = Primary();
        return negated ? new ListFilter.Not(inner) : inner;
    }

    private ListFilter Primary()
    {
        if (TrySymbol("("))
        {
            var inner = Or();
            Symbol(")");
            return inner;
        }

        var attribute = Attribute(out var type);
        if (TryWord("IS"))
        {
            var isNot = TryWord("NOT");
            Word("NULL");
            ListFilter isNull = new ListFilter.IsNull(attribute);
            return isNot ? new ListFilter.Not(isNull) : isNull;
        }

        var not = TryWord("NOT");
        ListFilter? filter = null;
        if (TryWord("IN"))
        {
            filter = new ListFilter.Compare(attribute, type, ListOperator.In, ValueList(attribute, type));
        }
        else if (TryWord("BETWEEN"))
        {
            var from = Value(attribute, type);
            Word("AND");
            filter = new ListFilter.Compare(attribute, type, ListOperator.Between, [from, Value(attribute, type)]);
        }
        else if (TryWord("STARTS_WITH"))
        {
            if (type is not (IndexedValueType.Keyword or IndexedValueType.KeywordList))
            {
                throw new ListQueryException($"operator STARTS_WITH is not supported for '{attribute}' of type {type}");
            }

            filter = new ListFilter.Compare(attribute, type, ListOperator.StartsWith, [Value(attribute, type)]);
        }

        if (filter is not null)
        {
            return not ? new ListFilter.Not(filter) : filter;
        }

        if (not)
        {
            throw Unexpected();
        }

        var comparison = Operator();
        if (TryWord("NULL"))
        {
            throw new ListQueryException("use IS NULL or IS NOT NULL");
        }

        return new ListFilter.Compare(attribute, type, comparison, [Value(attribute, type)]);
    }

    private ListOperator Operator()
    {
        var token = Current;
        ListOperator? found = token.Kind == Kind.Symbol
            ? token.Text switch
            {
                "=" => ListOperator.Equal,
                "!=" or "<>" => ListOperator.NotEqual,
                "<" => ListOperator.Less,
                "<=" => ListOperator.LessOrEqual,
                ">" => ListOperator.Greater,
                ">=" => ListOperator.GreaterOrEqual,
                _ => null,
            }
            : null;
        if (found is null)
        {
            throw Unexpected();
        }

        _position++;
        return found.Value;
    }

    private List<object> ValueList(string attribute, IndexedValueType type)
    {
        Symbol("(");
        var values = new List<object> { Value(attribute, type) };
        while (TrySymbol(","))
        {
            values.Add(Value(attribute, type));
        }

        Symbol(")");
        return values;
    }

    private object Value(string attribute, IndexedValueType type)
    {
        var token = Current;
        if (token.Kind is not (Kind.Text or Kind.Number or Kind.Word))
        {
            throw Unexpected();
        }

        _position++;
        if (token.Kind == Kind.Word && !token.Text.Equals("true", StringComparison.OrdinalIgnoreCase)
            && !token.Text.Equals("false", StringComparison.OrdinalIgnoreCase))
        {
            throw new ListQueryException($"value '{token.Text}' must be quoted");
        }

        return AttributeValues.ParseLiteral(attribute, type, token.Text, token.Kind == Kind.Text);
    }

    private string Attribute(out IndexedValueType type)
    {
        var token = Current;
        if (token.Kind is not (Kind.Word or Kind.QuotedName))
        {
            throw Unexpected();
        }

        type = _typeOf(token.Text)
            ?? throw new ListQueryException(
                $"invalid expression: column name '{token.Text}' is not a valid search attribute");
        _position++;
        return token.Text;
    }

    private bool IsWord(string word) =>
        Current.Kind == Kind.Word && Current.Text.Equals(word, StringComparison.OrdinalIgnoreCase);

    private bool TryWord(string word)
    {
        if (!IsWord(word))
        {
            return false;
        }

        _position++;
        return true;
    }

    private void Word(string word)
    {
        if (!TryWord(word))
        {
            throw Unexpected();
        }
    }

    private bool TrySymbol(string symbol)
    {
        if (Current is not { Kind: Kind.Symbol } token || token.Text != symbol)
        {
            return false;
        }

        _position++;
        return true;
    }

    private void Symbol(string symbol)
    {
        if (!TrySymbol(symbol))
        {
            throw Unexpected();
        }
    }

    private ListQueryException Unexpected() => new(Current.Kind == Kind.End
        ? "malformed query: unexpected end"
        : $"malformed query: syntax error near '{Current.Text}'");
}
