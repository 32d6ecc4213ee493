using Google.Protobuf;
using Google.Protobuf.Reflection;
using Temporalio.Api.WorkflowService.V1;
using Temporalio.Client;

namespace Temporalio.Tests.Client;

public class RequestNamespacesTests
{
    [Fact]
    public void Of_EveryRequest_IsTheFieldThatItsDescriptorCallsNamespace()
    {
        var requests = typeof(StartWorkflowExecutionRequest).Assembly.GetTypes()
            .Where(t => t.Name.EndsWith("Request", StringComparison.Ordinal) && typeof(IMessage).IsAssignableFrom(t))
            .Select(t => (IMessage)Activator.CreateInstance(t)!)
            .ToArray();
        var with = 0;
        foreach (var request in requests)
        {
            var field = request.Descriptor.FindFieldByName("namespace");
            if (field is not { FieldType: FieldType.String })
            {
                Assert.Null(RequestNamespaces.Of(request));
                continue;
            }

            Assert.Equal("", RequestNamespaces.Of(request));
            field.Accessor.SetValue(request, "space");
            Assert.Equal("space", RequestNamespaces.Of(request));
            with++;
        }

        Assert.True(with > 50, $"{with} requests with a namespace");
        Assert.True(requests.Length > with + 5, $"{requests.Length} requests");
    }
}
