using OpsFlow.Workflows.ScanChain;
using Temporalio.Testing;

namespace OpsFlow.Workflows.Tests.ScanChain;

/// <summary>A server on which ten minutes pass in a moment.</summary>
public sealed class ScanServerFixture : IAsyncLifetime
{
    public WorkflowEnvironment Environment { get; private set; } = null!;

    public async Task InitializeAsync() => Environment = await TimeSkippingServer.StartAsync(
        ScanChainWorkflow.UserAttribute, ScanChainWorkflow.ModelAttribute, ScanChainWorkflow.StateAttribute);

    public Task DisposeAsync() => Environment.ShutdownAsync();
}
