using System.Text;
using Temporalio.Api.Enums.V1;

namespace OpsFlow.Engine.Visibility;

/// <summary>
/// The part of a filter that the database can decide: it may let through too many runs, never too few.
/// </summary>
internal sealed class SqlFilter
{
    private readonly StringBuilder _sql = new();

    private SqlFilter()
    {
    }

    /// <summary>A condition; empty for none.</summary>
    public string Sql => _sql.ToString();

    public List<object> Parameters { get; } = [];

    /// <summary>The condition decides alone.</summary>
    public bool IsExact { get; private set; } = true;

    public static SqlFilter Of(ListFilter? filter)
    {
        var result = new SqlFilter();
        if (filter is null)
        {
            return result;
        }

        foreach (var part in Conjuncts(filter))
        {
            if (!CanTranslate(part))
            {
                result.IsExact = false;
                continue;
            }

            result._sql.Append(" AND ");
            result.Write(part);
            if (part is ListFilter.Compare { Attribute: "CloseTime", Operator: not ListOperator.NotEqual } closed)
            {
                // The same once more on what is indexed: the order of closed runs is the time of their end.
                result._sql.Append(" AND order_time < ").Append(long.MaxValue).Append(" AND ");
                result.WriteCompare(closed, "order_time");
            }
        }

        return result;
    }

    private static IEnumerable<ListFilter> Conjuncts(ListFilter filter) =>
        filter is ListFilter.And and ? Conjuncts(and.Left).Concat(Conjuncts(and.Right)) : [filter];

    private static string? Column(string attribute) => attribute switch
    {
        "WorkflowId" => "workflow_id",
        "RunId" => "run_id",
        "WorkflowType" => "workflow_type",
        "ExecutionStatus" => "status",
        "StartTime" => "start_time",
        "CloseTime" => "nullif(close_time, 0)",
        _ => null,
    };

    private static bool CanTranslate(ListFilter filter) => filter switch
    {
        ListFilter.And and => CanTranslate(and.Left) && CanTranslate(and.Right),
        ListFilter.Or or => CanTranslate(or.Left) && CanTranslate(or.Right),
        ListFilter.Not not => CanTranslate(not.Inner),
        ListFilter.IsNull isNull => Column(isNull.Attribute) is not null,
        ListFilter.Compare compare => Column(compare.Attribute) is not null
            && compare.Operator != ListOperator.StartsWith
            && (compare.Attribute != "ExecutionStatus"
                || compare.Operator is ListOperator.Equal or ListOperator.NotEqual or ListOperator.In),
        _ => false,
    };

    private void Write(ListFilter filter)
    {
        switch (filter)
        {
            case ListFilter.And and:
                Pair(and.Left, " AND ", and.Right);
                break;
            case ListFilter.Or or:
                Pair(or.Left, " OR ", or.Right);
                break;
            case ListFilter.Not not:
                _sql.Append("NOT (");
                Write(not.Inner);
                _sql.Append(')');
                break;
            case ListFilter.IsNull isNull:
                _sql.Append(Column(isNull.Attribute)).Append(" IS NULL");
                break;
            case ListFilter.Compare compare:
                WriteCompare(compare, Column(compare.Attribute)!);
                break;
        }
    }

    private void Pair(ListFilter left, string between, ListFilter right)
    {
        _sql.Append('(');
        Write(left);
        _sql.Append(between);
        Write(right);
        _sql.Append(')');
    }

    private void WriteCompare(ListFilter.Compare compare, string column)
    {
        _sql.Append(column);
        switch (compare.Operator)
        {
            case ListOperator.In:
                _sql.Append(" IN (").AppendJoin(',', compare.Values.Select(_ => "?")).Append(')');
                break;
            case ListOperator.Between:
                _sql.Append(" BETWEEN ? AND ?");
                break;
            default:
                _sql.Append(compare.Operator switch
                {
                    ListOperator.Equal => " = ?",
                    ListOperator.NotEqual => " <> ?",
                    ListOperator.Less => " < ?",
                    ListOperator.LessOrEqual => " <= ?",
                    ListOperator.Greater => " > ?",
                    _ => " >= ?",
                });
                break;
        }

        foreach (var value in compare.Values)
        {
            Parameters.Add(compare.Attribute == "ExecutionStatus"
                ? (long)Enum.Parse<WorkflowExecutionStatus>((string)value)
                : value);
        }
    }
}
