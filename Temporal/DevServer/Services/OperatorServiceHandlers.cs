using Temporal.DevServer.Namespaces;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.OperatorService.V1;
using UnaryGrpc;
using UnaryGrpc.AspNetCore;

namespace Temporal.DevServer.Services;

/// <summary>The methods of OperatorService that concern search attributes.</summary>
/// <param name="namespaces">The namespaces.</param>
internal sealed class OperatorServiceHandlers(NamespaceRegistry namespaces)
{
    private const string DefaultNamespace = "default";

    public GrpcServiceBuilder Build() =>
        new GrpcServiceBuilder("temporal.api.operatorservice.v1.OperatorService")
            .Unary("AddSearchAttributes", AddSearchAttributesRequest.Parser, AddAsync)
            .Unary("RemoveSearchAttributes", RemoveSearchAttributesRequest.Parser, RemoveAsync)
            .Unary("ListSearchAttributes", ListSearchAttributesRequest.Parser, ListAsync);

    private async Task<AddSearchAttributesResponse> AddAsync(
        AddSearchAttributesRequest request, GrpcServerCallContext context)
    {
        if (request.SearchAttributes.Count == 0)
        {
            throw Errors.InvalidArgument("SearchAttributes are not set on request.");
        }

        var name = Name(request.Namespace);
        foreach (var (attribute, type) in request.SearchAttributes)
        {
            if (SearchAttributeTypes.System.ContainsKey(attribute) || SearchAttributeTypes.Settable.ContainsKey(attribute))
            {
                throw Errors.InvalidArgument($"Search attribute {attribute} is reserved by system.");
            }

            if (type is < IndexedValueType.Text or > IndexedValueType.KeywordList)
            {
                throw Errors.InvalidArgument($"Unknown search attribute type: {type}.");
            }

            if (namespaces.Find(name)!.SearchAttributes.TryGetValue(attribute, out var known))
            {
                throw known == type
                    ? new GrpcException(GrpcStatusCode.AlreadyExists, $"Search attribute {attribute} already exists.")
                    : Errors.InvalidArgument($"Search attribute {attribute} already exists with another type.");
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
        RemoveSearchAttributesRequest request, GrpcServerCallContext context)
    {
        var name = Name(request.Namespace);
        foreach (var attribute in request.SearchAttributes)
        {
            if (!namespaces.Find(name)!.SearchAttributes.ContainsKey(attribute))
            {
                throw Errors.NotFound($"Search attribute {attribute} doesn't exist.");
            }
        }

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
        ListSearchAttributesRequest request, GrpcServerCallContext context)
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
