using Grpc.Core;
using OpsFlow.Engine.Executions;
using OpsFlow.Engine.Namespaces;
using OpsFlow.Engine.Schedules;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.OperatorService.V1;

namespace OpsFlow.Engine.Services;

/// <summary>The methods of OperatorService: search attributes, clusters, taking namespaces away.</summary>
/// <param name="engine">The engine.</param>
/// <param name="namespaces">The namespaces.</param>
/// <param name="schedules">The schedules.</param>
internal sealed class OperatorServiceHandlers(
    ExecutionEngine engine, NamespaceRegistry namespaces, ScheduleService schedules)
{
    private const string DefaultNamespace = "default";

    public ServiceMethods<OperatorServiceHandlers> Build() =>
        new ServiceMethods<OperatorServiceHandlers>("temporal.api.operatorservice.v1.OperatorService")
            .Unary("AddSearchAttributes", AddSearchAttributesRequest.Parser, AddAsync)
            .Unary("RemoveSearchAttributes", RemoveSearchAttributesRequest.Parser, RemoveAsync)
            .Unary("ListSearchAttributes", ListSearchAttributesRequest.Parser, ListAsync)
            .Unary("DeleteNamespace", DeleteNamespaceRequest.Parser, DeleteNamespaceAsync)
            .Unary("ListClusters", ListClustersRequest.Parser, (_, context) => Task.FromResult(ListClusters(context)));

    private static ListClustersResponse ListClusters(ServerCallContext context) => new()
    {
        Clusters =
        {
            new ClusterMetadata
            {
                ClusterName = WorkflowServiceHandlers.ClusterName,
                ClusterId = WorkflowServiceHandlers.ClusterId,
                Address = context.GetHttpContext().Request.Host.Value,
                InitialFailoverVersion = 1,
                HistoryShardCount = 1,
                IsConnectionEnabled = true,
            },
        },
    };

    /// <summary>The namespace is gone at once; what it held goes in the background.</summary>
    private async Task<DeleteNamespaceResponse> DeleteNamespaceAsync(
        DeleteNamespaceRequest request, ServerCallContext context)
    {
        var record = (request.NamespaceId.Length > 0
                ? namespaces.FindById(request.NamespaceId)
                : namespaces.Find(request.Namespace))
            ?? throw Errors.NamespaceNotFound(request.Namespace.Length > 0 ? request.Namespace : request.NamespaceId);
        foreach (var schedule in schedules.All(record.Name).ToArray())
        {
            await schedules.DeleteAsync(schedule).ConfigureAwait(false);
        }

        await namespaces.RemoveAsync(record.Name).ConfigureAwait(false);
        engine.RunInBackground(() => engine.DeleteAllAsync(record.Name));
        return new DeleteNamespaceResponse { DeletedNamespace = $"{record.Name}-deleted-{record.Id[..5]}" };
    }

    private async Task<AddSearchAttributesResponse> AddAsync(
        AddSearchAttributesRequest request, ServerCallContext context)
    {
        if (request.SearchAttributes.Count == 0)
        {
            throw Errors.InvalidArgument("SearchAttributes are not set on request.");
        }

        var name = Name(request.Namespace);
        foreach (var (attribute, type) in request.SearchAttributes)
        {
            if (SearchAttributeTypes.System.ContainsKey(attribute)
                || SearchAttributeTypes.Settable.ContainsKey(attribute))
            {
                throw Errors.InvalidArgument($"Search attribute {attribute} is reserved by system.");
            }

            if (type is < IndexedValueType.Text or > IndexedValueType.KeywordList)
            {
                throw Errors.InvalidArgument($"Unknown search attribute type: {type}.");
            }

            if (namespaces.Find(name)!.SearchAttributes.TryGetValue(attribute, out var known))
            {
                if (known != type)
                {
                    throw Errors.InvalidArgument($"Search attribute {attribute} already exists with another type.");
                }
            }
        }

        await namespaces.UpdateAsync(name, record =>
        {
            foreach (var (attribute, type) in request.SearchAttributes)
            {
                record.SearchAttributes[attribute] = type;
            }
        }).ConfigureAwait(false);
        return new AddSearchAttributesResponse();
    }

    private async Task<RemoveSearchAttributesResponse> RemoveAsync(
        RemoveSearchAttributesRequest request, ServerCallContext context)
    {
        var name = Name(request.Namespace);
        await namespaces.UpdateAsync(name, record =>
        {
            foreach (var attribute in request.SearchAttributes)
            {
                record.SearchAttributes.Remove(attribute);
            }
        }).ConfigureAwait(false);
        return new RemoveSearchAttributesResponse();
    }

    private Task<ListSearchAttributesResponse> ListAsync(
        ListSearchAttributesRequest request, ServerCallContext context)
    {
        var response = new ListSearchAttributesResponse();
        response.CustomAttributes.Add(namespaces.Find(Name(request.Namespace))!.SearchAttributes);
        foreach (var (name, type) in SearchAttributeTypes.System.Concat(SearchAttributeTypes.Settable))
        {
            response.SystemAttributes[name] = type;
        }

        return Task.FromResult(response);
    }

    private string Name(string asked)
    {
        var name = asked.Length == 0 ? DefaultNamespace : asked;
        return namespaces.Exists(name) ? name : throw Errors.NamespaceNotFound(name);
    }
}
