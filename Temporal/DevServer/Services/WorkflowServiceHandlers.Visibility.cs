using Temporalio.Api.WorkflowService.V1;
using UnaryGrpc.AspNetCore;

namespace Temporal.DevServer.Services;

/// <summary>Lists of executions and the attributes by which they are found.</summary>
internal sealed partial class WorkflowServiceHandlers
{
    private void AddVisibility(GrpcServiceBuilder service)
    {
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
}
