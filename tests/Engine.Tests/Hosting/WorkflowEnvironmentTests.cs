using Temporalio.Common;
using Temporalio.Testing;
using OpsFlow.Engine.Tests.Sdk;
using Temporalio.Worker;

namespace OpsFlow.Engine.Tests.Hosting;

/// <summary>The engine's program where the SDK would start a server of its own.</summary>
[Collection(nameof(AloneCollection))]
public class WorkflowEnvironmentTests
{
    [Fact]
    public async Task StartLocalAsync_OwnServer_RunsAWorkflow()
    {
        await using var environment = await WorkflowEnvironment.StartLocalAsync(new()
        {
            Namespace = "own-namespace",
            SearchAttributes = [SearchAttributeKey.CreateKeyword("EnvKeyword")],
            DevServerOptions = new() { ExistingPath = TestServers.EnginePath },
        });
        Assert.False(environment.SupportsTimeSkipping);
        using var worker = new TemporalWorker(
            environment.Client,
            new TemporalWorkerOptions("env").AddWorkflow<StartTests.Quick>());
        await worker.ExecuteAsync(async () =>
        {
            var options = new WorkflowOptions("env-1", "env")
            {
                TypedSearchAttributes = new SearchAttributeCollection.Builder()
                    .Set(SearchAttributeKey.CreateKeyword("EnvKeyword"), "x").ToSearchAttributeCollection(),
            };
            Assert.Equal("done", await environment.Client.ExecuteWorkflowAsync(
                (StartTests.Quick wf) => wf.RunAsync("done"), options));
        });
    }

    [Workflow]
    public class Sleep
    {
        [WorkflowRun]
        public async Task<double> RunAsync()
        {
            var start = Workflow.UtcNow;
            await Workflow.DelayAsync(TimeSpan.FromDays(100));
            return (Workflow.UtcNow - start).TotalDays;
        }
    }

    [Fact]
    public async Task StartTimeSkippingAsync_LongTimer_PassesAtOnce()
    {
        await using var environment = await WorkflowEnvironment.StartTimeSkippingAsync(new()
        {
            TestServer = new() { ExistingPath = TestServers.EnginePath },
        });
        Assert.True(environment.SupportsTimeSkipping);
        using var worker = new TemporalWorker(
            environment.Client, new TemporalWorkerOptions("skip").AddWorkflow<Sleep>());
        await worker.ExecuteAsync(async () =>
        {
            var before = await environment.GetCurrentTimeAsync();
            var days = await environment.Client.ExecuteWorkflowAsync(
                (Sleep wf) => wf.RunAsync(), new("skip-1", "skip")).WaitAsync(Scenario.Patience);
            Assert.Equal(100, days, 0.01);
            await environment.DelayAsync(TimeSpan.FromDays(1));
            Assert.Equal(101, (await environment.GetCurrentTimeAsync() - before).TotalDays, 0.01);
        });
    }
}
