using OpsFlow.Workflows.ErrorAnalysis;
using Temporalio.Common;
using Temporalio.Testing;

namespace OpsFlow.Workflows.Tests.ErrorAnalysis;

/// <summary>A server on which 72 hours pass in a moment.</summary>
public sealed class TimeSkippingFixture : IAsyncLifetime
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
            ErrorAnalysisWorkflow.ServerAttribute, ErrorAnalysisWorkflow.ErrorTypeAttribute,
            ErrorAnalysisWorkflow.StateAttribute,
        })
        {
            request.SearchAttributes.Add(key.Name, key.ValueType);
        }

        await Environment.Client.OperatorService.AddSearchAttributesAsync(request);
    }

    public Task DisposeAsync() => Environment.ShutdownAsync();
}
