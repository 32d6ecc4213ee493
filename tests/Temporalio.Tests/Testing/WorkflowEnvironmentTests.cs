using Temporalio.Client;
using Temporalio.Common;
using Temporalio.Testing;
using Temporalio.Tests.Support;
using Temporalio.Tests.Worker;
using Temporalio.Worker;
using Temporalio.Workflows;

namespace Temporalio.Tests.Testing;

public class WorkflowEnvironmentTests
{
    [FactOnOurs]
    public async Task StartLocalAsync_OwnServer_RunsAWorkflow()
    {
        await using var environment = await WorkflowEnvironment.StartLocalAsync(new()
        {
            Namespace = "own-namespace",
            SearchAttributes = [SearchAttributeKey.CreateKeyword("EnvKeyword")],
        });
        Assert.False(environment.SupportsTimeSkipping);
        using var worker = new TemporalWorker(
            environment.Client,
            new TemporalWorkerOptions("env").AddWorkflow<WorkflowBasicsTests.Greet>()
                .AddActivity(WorkflowBasicsTests.Greet.SayHello));
        await worker.ExecuteAsync(async () =>
        {
            var options = new WorkflowOptions("env-1", "env")
            {
                TypedSearchAttributes = new SearchAttributeCollection.Builder()
                    .Set(SearchAttributeKey.CreateKeyword("EnvKeyword"), "x").ToSearchAttributeCollection(),
            };
            Assert.Equal("Hello, env!", await environment.Client.ExecuteWorkflowAsync(
                (WorkflowBasicsTests.Greet wf) => wf.RunAsync("env"), options));
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

    [FactOnOurs]
    public async Task StartTimeSkippingAsync_LongTimer_PassesAtOnce()
    {
        await using var environment = await WorkflowEnvironment.StartTimeSkippingAsync();
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

    [Fact]
    public async Task StartLocalAsync_NoSuchProgram_SaysSo()
    {
        var e = await Assert.ThrowsAsync<InvalidOperationException>(() => WorkflowEnvironment.StartLocalAsync(new()
        {
            DevServerOptions = new() { ExistingPath = "/nowhere/server" },
        }));
        Assert.Contains("/nowhere/server", e.Message);
    }
}
