using OpsFlow.Workflows.ChatTurn;
using Temporalio.Testing;

namespace OpsFlow.Workflows.Tests.ChatTurn;

/// <summary>A server on which minutes pass in a moment.</summary>
public sealed class ChatServerFixture : IAsyncLifetime
{
    public WorkflowEnvironment Environment { get; private set; } = null!;

    public async Task InitializeAsync() => Environment = await TimeSkippingServer.StartAsync(
        ChatTurnWorkflow.UserAttribute, ChatTurnWorkflow.ModelAttribute, ChatTurnWorkflow.StateAttribute);

    public Task DisposeAsync() => Environment.ShutdownAsync();
}
