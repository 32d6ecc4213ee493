using Temporalio.Client;
using Temporalio.Common;
using Temporalio.Tests.Support;

namespace Temporalio.Tests.Client;

public class VersioningOverrideTests
{
    [Theory, OnOurs, OnOfficial]
    public async Task StartAsync_WithOverride_IsInTheHistory(ServerKind server)
    {
        var client = await TestServers.ClientAsync(server);
        var handle = await client.StartWorkflowAsync("Nobody", [], new($"wf-{Guid.NewGuid()}", $"tq-{Guid.NewGuid()}")
        {
            VersioningOverride = new VersioningOverride.AutoUpgrade(),
        });
        var history = await handle.FetchHistoryAsync();
        var started = history.Events.First().WorkflowExecutionStartedEventAttributes;
        Assert.Equal(new VersioningOverride.AutoUpgrade(), VersioningOverride.FromProto(started.VersioningOverride));
        await handle.TerminateAsync();
    }

    [Fact]
    public void Pinned_ToProtoAndBack_IsTheSame()
    {
        var pinned = new VersioningOverride.Pinned(new("d", "b.1"));
        var proto = pinned.ToProto();
        Assert.Equal("d", proto.Pinned.Version.DeploymentName);
        Assert.Equal(1, (int)proto.Pinned.Behavior);
        Assert.Equal(pinned, VersioningOverride.FromProto(proto));
        Assert.Null(VersioningOverride.FromProto(null));
        Assert.Null(VersioningOverride.FromProto(new()));
    }
}
