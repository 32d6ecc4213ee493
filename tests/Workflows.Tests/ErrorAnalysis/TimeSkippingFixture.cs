using OpsFlow.Workflows.ErrorAnalysis;
using Temporalio.Testing;

namespace OpsFlow.Workflows.Tests.ErrorAnalysis;

/// <summary>
/// A server on which 72 hours pass in a moment, one for all tests: its time is theirs, one after another.
/// </summary>
[CollectionDefinition(Name)]
public sealed class TimeSkippingFixture : ICollectionFixture<TimeSkippingFixture>, IAsyncLifetime
{
    public const string Name = "time skipping";

    public WorkflowEnvironment Environment { get; private set; } = null!;

    public async Task InitializeAsync() => Environment = await TimeSkippingServer.StartAsync(
        ErrorAnalysisWorkflow.ServerAttribute, ErrorAnalysisWorkflow.ErrorTypeAttribute,
        ErrorAnalysisWorkflow.StateAttribute);

    public Task DisposeAsync() => Environment.ShutdownAsync();
}
