using System.Buffers.Binary;
using Google.Protobuf;
using OpsFlow.Engine.Histories;
using OpsFlow.Engine.Storage;
using Temporalio.Api.Enums.V1;

namespace OpsFlow.Engine.Visibility;

/// <summary>Lists and counts runs. Open runs come first, newest first; then closed ones, last closed first.</summary>
internal sealed class VisibilityReader(SqliteStore store)
{
    private const int TokenBytes = 24;

    /// <summary>One page.</summary>
    /// <param name="namespaceName">The namespace.</param>
    /// <param name="filter">What to match; null = all.</param>
    /// <param name="size">At most this many.</param>
    /// <param name="token">The former page's token; empty for the first.</param>
    /// <exception cref="ListQueryException">The token is none of ours.</exception>
    public (List<RunState> Runs, ByteString NextToken) List(
        string namespaceName, ListFilter? filter, int size, ByteString token)
    {
        var sql = SqlFilter.Of(filter);
        var after = ReadToken(token);
        return store.Read(database =>
        {
            var query = database.Prepare(
                "SELECT order_time, start_time, run_key, state FROM executions WHERE namespace = ?" + sql.Sql
                + (after is null ? "" : " AND (order_time, start_time, run_key) < (?, ?, ?)")
                + " ORDER BY order_time DESC, start_time DESC, run_key DESC");
            var index = Bind(query, namespaceName, sql);
            if (after is var (order, start, key))
            {
                query.Bind(index, order).Bind(index + 1, start).Bind(index + 2, key);
            }

            var runs = new List<RunState>();
            var next = ByteString.Empty;
            (long, long, long) last = default;
            while (query.Step())
            {
                var run = Stored.Parse(RunState.Parser, query.Blob(3), "The state of a run");
                if (!sql.IsExact && !ListFilterEvaluator.Matches(filter, run))
                {
                    continue;
                }

                if (runs.Count == size)
                {
                    next = WriteToken(last);
                    break;
                }

                runs.Add(run);
                last = (query.Long(0), query.Long(1), query.Long(2));
            }

            query.Reset();
            return (runs, next);
        });
    }

    public Dictionary<WorkflowExecutionStatus, long> Count(string namespaceName, ListFilter? filter)
    {
        var sql = SqlFilter.Of(filter);
        return store.Read(database =>
        {
            var counts = new Dictionary<WorkflowExecutionStatus, long>();
            var query = database.Prepare(sql.IsExact
                ? "SELECT status, count(*) FROM executions WHERE namespace = ?" + sql.Sql + " GROUP BY status"
                : "SELECT status, state FROM executions WHERE namespace = ?" + sql.Sql);
            Bind(query, namespaceName, sql);
            while (query.Step())
            {
                var status = (WorkflowExecutionStatus)query.Long(0);
                var more = sql.IsExact
                    ? query.Long(1)
                    : ListFilterEvaluator.Matches(
                        filter, Stored.Parse(RunState.Parser, query.Blob(1), "The state of a run")) ? 1 : 0;
                counts[status] = counts.GetValueOrDefault(status) + more;
            }

            query.Reset();
            return counts;
        });
    }

    private static int Bind(SqliteStatement query, string namespaceName, SqlFilter sql)
    {
        query.Bind(1, namespaceName);
        var index = 2;
        foreach (var parameter in sql.Parameters)
        {
            if (parameter is long number)
            {
                query.Bind(index++, number);
            }
            else
            {
                query.Bind(index++, (string)parameter);
            }
        }

        return index;
    }

    private static ByteString WriteToken((long Order, long Start, long Key) last)
    {
        var bytes = new byte[TokenBytes];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, last.Order);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(8), last.Start);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(16), last.Key);
        return ByteString.CopyFrom(bytes);
    }

    private static (long Order, long Start, long Key)? ReadToken(ByteString token) => token.Length switch
    {
        0 => null,
        TokenBytes => (
            BinaryPrimitives.ReadInt64LittleEndian(token.Span),
            BinaryPrimitives.ReadInt64LittleEndian(token.Span[8..]),
            BinaryPrimitives.ReadInt64LittleEndian(token.Span[16..])),
        _ => throw new ListQueryException("invalid NextPageToken"),
    };
}
