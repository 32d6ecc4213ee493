using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Temporalio.Api.WorkflowService.V1;
using Temporalio.Client;
using Temporalio.Exceptions;
using Temporalio.Extensions.Hosting;
using Temporalio.Tests.Support;
using Temporalio.Worker;
using Temporalio.Workflows;

namespace Temporalio.Tests.Worker;

#pragma warning disable CS0618 // The old way of versioning, which is what is tested.

/// <summary>Build ids without deployments, as servers before worker deployments routed by.</summary>
public class BuildIdVersioningTests
{
    [Workflow]
    public class Versioned
    {
        [WorkflowRun]
        public async Task<string> RunAsync() => "versioned";
    }

    [Theory, OnOfficial]
    public async Task UseWorkerVersioning_DefaultBuildId_GetsTheTasks(ServerKind server)
    {
        var client = await TestServers.ClientAsync(server);
        var taskQueue = $"tq-{Guid.NewGuid()}";
        await client.WorkflowService.UpdateWorkerBuildIdCompatibilityAsync(new UpdateWorkerBuildIdCompatibilityRequest
        {
            Namespace = "default", TaskQueue = taskQueue, AddNewBuildIdInNewDefaultSet = "2.0",
        });
        using var old = new TemporalWorker(client, Options(taskQueue, "1.0"));
        using var current = new TemporalWorker(client, Options(taskQueue, "2.0"));
        await old.ExecuteAsync(() => current.ExecuteAsync(async () =>
        {
            var handle = await client.StartWorkflowAsync((Versioned wf) => wf.RunAsync(), new($"wf-{Guid.NewGuid()}", taskQueue));
            Assert.Equal("versioned", await handle.GetResultAsync().WaitAsync(Scenario.Patience));
            var history = await handle.FetchHistoryAsync();
            var completed = history.Events.Single(e => e.WorkflowTaskCompletedEventAttributes is not null)
                .WorkflowTaskCompletedEventAttributes;
#pragma warning disable CS0612
            Assert.Equal("2.0", completed.WorkerVersion.BuildId);
#pragma warning restore CS0612
        }));
    }

    [Theory, OnOurs, OnOfficial]
    public async Task AddHostedTemporalWorker_WithBuildId_SetsTheOptions(ServerKind server)
    {
        var target = (await TestServers.ClientAsync(server)).Connection.Options.TargetHost!;
        var services = new ServiceCollection();
        services.AddHostedTemporalWorker(target, "default", "tq-hosted", "1.0").AddWorkflow<Versioned>()
            .ConfigureOptions(o => Assert.Equal(("1.0", true), (o.BuildId, o.UseWorkerVersioning)));
        Assert.Throws<InvalidOperationException>(() => services.AddHostedTemporalWorker("tq-hosted", "1.0"));
        // Another build of the same queue is another worker.
        services.AddHostedTemporalWorker("tq-hosted", "2.0");
        await using var provider = services.BuildServiceProvider();
        var options = provider.GetRequiredService<Microsoft.Extensions.Options.IOptionsMonitor<TemporalWorkerServiceOptions>>();
        using var service = new TemporalWorkerService("tq-hosted", "1.0", options);
        await service.StartAsync(CancellationToken.None);
        await service.StopAsync(CancellationToken.None);
        Assert.Equal("1.0", ((ITemporalWorkerServiceOptionsBuilder)new TemporalWorkerServiceOptionsBuilder("q", "1.0", services)).BuildId);
        Assert.Null(new TemporalWorkerServiceOptionsBuilder("q", services).BuildId);
    }

    [Fact]
    public void New_OldAndNewVersioning_AreRefused()
    {
        var client = TemporalClient.CreateLazy(new("127.0.0.1:1"));
        var both = Options("tq", "1.0");
        both.DeploymentOptions = new();
        Assert.Throws<ArgumentException>(() => new TemporalWorker(client, both));
        var without = Options("tq", "1.0");
        without.BuildId = null;
        Assert.Throws<ArgumentException>(() => new TemporalWorker(client, without));
    }

    private static TemporalWorkerOptions Options(string taskQueue, string buildId) =>
        new TemporalWorkerOptions(taskQueue) { BuildId = buildId, UseWorkerVersioning = true }.AddWorkflow<Versioned>();
}
