using Google.Protobuf;
using OpsFlow.Engine.Executions;
using OpsFlow.Engine.Histories;
using OpsFlow.Engine.Namespaces;
using OpsFlow.Engine.Visibility;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.Filter.V1;
using Temporalio.Api.Workflow.V1;
using Temporalio.Api.WorkflowService.V1;

namespace OpsFlow.Engine.Services;

/// <summary>Lists of executions and the attributes by which they are found.</summary>
internal sealed partial class WorkflowServiceHandlers
{
    private const int MaximumListPage = 1000;

    private readonly VisibilityReader _visibility = new(engine.Store);

    private void AddVisibility(ServiceMethods<WorkflowServiceHandlers> service)
    {
        service.Unary("ListWorkflowExecutions", ListWorkflowExecutionsRequest.Parser, (request, _) =>
        {
            var (executions, token) = List(request.Namespace, request.Query, request.PageSize, request.NextPageToken);
            var response = new ListWorkflowExecutionsResponse { NextPageToken = token };
            response.Executions.Add(executions);
            return Task.FromResult(response);
        });
        service.Unary("ScanWorkflowExecutions", ScanWorkflowExecutionsRequest.Parser, (request, _) =>
        {
            var (executions, token) = List(request.Namespace, request.Query, request.PageSize, request.NextPageToken);
            var response = new ScanWorkflowExecutionsResponse { NextPageToken = token };
            response.Executions.Add(executions);
            return Task.FromResult(response);
        });
        service.Unary("CountWorkflowExecutions", CountWorkflowExecutionsRequest.Parser, (request, _) =>
            Task.FromResult(Count(request)));
        service.Unary("ListOpenWorkflowExecutions", ListOpenWorkflowExecutionsRequest.Parser, (request, _) =>
        {
            var query = Query(
                "ExecutionStatus = 'Running'", request.StartTimeFilter, request.ExecutionFilter, request.TypeFilter);
            var (executions, token) = List(request.Namespace, query, request.MaximumPageSize, request.NextPageToken);
            var response = new ListOpenWorkflowExecutionsResponse { NextPageToken = token };
            response.Executions.Add(executions);
            return Task.FromResult(response);
        });
        service.Unary("ListClosedWorkflowExecutions", ListClosedWorkflowExecutionsRequest.Parser, (request, _) =>
        {
            var status = request.StatusFilter is { } filter
                ? $"ExecutionStatus = '{filter.Status}'" : "ExecutionStatus != 'Running'";
            var query = Query(status, request.StartTimeFilter, request.ExecutionFilter, request.TypeFilter);
            var (executions, token) = List(request.Namespace, query, request.MaximumPageSize, request.NextPageToken);
            var response = new ListClosedWorkflowExecutionsResponse { NextPageToken = token };
            response.Executions.Add(executions);
            return Task.FromResult(response);
        });
        service.Unary("ListArchivedWorkflowExecutions", ListArchivedWorkflowExecutionsRequest.Parser, (request, _) =>
        {
            Requests.Namespace(namespaces, request.Namespace);
            return Task.FromException<ListArchivedWorkflowExecutionsResponse>(
                Errors.InvalidArgument("Cluster is not configured for visibility archival."));
        });
        service.Unary("GetSearchAttributes", GetSearchAttributesRequest.Parser, (_, _) =>
        {
            var response = new GetSearchAttributesResponse();
            AddSystemAttributes(response);
            foreach (var (name, type) in namespaces.All.SelectMany(n => n.SearchAttributes))
            {
                response.Keys[name] = type;
            }

            return Task.FromResult(response);
        });
    }

    /// <summary>The list filter for what the older calls say in fields.</summary>
    private static string Query(
        string status, StartTimeFilter? start, WorkflowExecutionFilter? execution, WorkflowTypeFilter? type)
    {
        static string Quote(string value) =>
            $"'{value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)}'";
        static string Text(Google.Protobuf.WellKnownTypes.Timestamp time) =>
            Ticks.ToDateTime(Ticks.FromTimestamp(time)).ToString("O");
        var terms = new List<string> { status };
        if (start?.EarliestTime is { } earliest)
        {
            terms.Add($"StartTime >= '{Text(earliest)}'");
        }

        if (start?.LatestTime is { } latest)
        {
            terms.Add($"StartTime <= '{Text(latest)}'");
        }

        if (execution?.WorkflowId is { Length: > 0 } workflowId)
        {
            terms.Add($"WorkflowId = {Quote(workflowId)}");
        }

        if (execution?.RunId is { Length: > 0 } runId)
        {
            terms.Add($"RunId = {Quote(runId)}");
        }

        if (type?.Name is { Length: > 0 } typeName)
        {
            terms.Add($"WorkflowType = {Quote(typeName)}");
        }

        return string.Join(" AND ", terms);
    }

    private (IEnumerable<WorkflowExecutionInfo> Executions, ByteString Token) List(
        string namespaceName, string query, int pageSize, ByteString token)
    {
        Requests.Namespace(namespaces, namespaceName);
        var size = pageSize is > 0 and <= MaximumListPage ? pageSize : MaximumListPage;
        try
        {
            var parsed = Parse(namespaceName, query);
            if (parsed.GroupBy is not null)
            {
                throw new ListQueryException("operation is not supported: 'GROUP BY' clause");
            }

            var (runs, next) = _visibility.List(namespaceName, parsed.Filter, size, token);
            return (runs.Select(ExecutionInfos.Listed), next);
        }
        catch (ListQueryException e)
        {
            throw Errors.InvalidArgument(e.Message);
        }
    }

    private CountWorkflowExecutionsResponse Count(CountWorkflowExecutionsRequest request)
    {
        Requests.Namespace(namespaces, request.Namespace);
        try
        {
            var parsed = Parse(request.Namespace, request.Query);
            if (parsed.GroupBy is not (null or "ExecutionStatus"))
            {
                throw new ListQueryException(
                    "operation is not supported: 'GROUP BY' clause is only supported for ExecutionStatus");
            }

            var counts = _visibility.Count(request.Namespace, parsed.Filter);
            var response = new CountWorkflowExecutionsResponse { Count = counts.Values.Sum() };
            if (parsed.GroupBy is null)
            {
                return response;
            }

            foreach (var (status, count) in counts.Where(c => c.Value > 0).OrderBy(c => c.Key))
            {
                response.Groups.Add(new CountWorkflowExecutionsResponse.Types.AggregationGroup
                {
                    Count = count,
                    GroupValues = { KeywordPayload(status.ToString()) },
                });
            }

            return response;
        }
        catch (ListQueryException e)
        {
            throw Errors.InvalidArgument(e.Message);
        }
    }

    private static Payload KeywordPayload(string value) => new()
    {
        Metadata =
        {
            ["encoding"] = ByteString.CopyFromUtf8("json/plain"),
            ["type"] = ByteString.CopyFromUtf8("Keyword"),
        },
        Data = ByteString.CopyFromUtf8($"\"{System.Text.Json.JsonEncodedText.Encode(value)}\""),
    };

    private ListQuery Parse(string namespaceName, string query)
    {
        var custom = namespaces.Find(namespaceName)!.SearchAttributes;
        return ListQueryParser.Parse(query, name =>
            SearchAttributeTypes.System.TryGetValue(name, out var system) ? system
            : SearchAttributeTypes.Settable.TryGetValue(name, out var settable) ? settable
            : custom.TryGetValue(name, out var own) ? own
            : null);
    }
}
