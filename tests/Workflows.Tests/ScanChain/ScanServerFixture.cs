using OpsFlow.Workflows.ScanChain;
using Temporalio.Common;
using Temporalio.Testing;

namespace OpsFlow.Workflows.Tests.ScanChain;

/// <summary>A server on which ten minutes pass in a moment.</summary>
public sealed class ScanServerFixture : IAsyncLifetime
{
    public WorkflowEnvironment Environment { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Environment = await WorkflowEnvironment.StartTimeSkippingAsync(new()
        {
            TestServer = new() { ExistingPath = Path.Combine(AppContext.BaseDirectory, "OpsFlow.Engine") },
        });
        var request = new Temporalio.Api.OperatorService.V1.AddSearchAttributesRequest { Namespace = "default" };
        foreach (SearchAttributeKey key in new[]
        {
            ScanChainWorkflow.UserAttribute, ScanChainWorkflow.ModelAttribute, ScanChainWorkflow.StateAttribute,
        })
        {
            request.SearchAttributes.Add(key.Name, key.ValueType);
        }

        await Environment.Client.OperatorService.AddSearchAttributesAsync(request);
    }

    public Task DisposeAsync() => Environment.ShutdownAsync();
}
