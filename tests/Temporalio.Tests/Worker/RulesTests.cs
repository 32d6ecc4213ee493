using Temporalio.Api.Enums.V1;
using Temporalio.Client;
using Temporalio.Common;
using Temporalio.Exceptions;
using Temporalio.Tests.Support;
using Temporalio.Worker;
using Temporalio.Workflows;

namespace Temporalio.Tests.Worker;

/// <summary>What workflow code must not do where.</summary>
public class RulesTests
{
    [Workflow]
    public class ReadOnly
    {
        private bool _done;

        [WorkflowRun]
        public Task RunAsync() => Workflow.WaitConditionAsync(() => _done);

        [WorkflowQuery]
        public string Draw() => Workflow.NewGuid().ToString();

        [WorkflowQuery]
        public string Wait()
        {
            _ = Workflow.DelayAsync(1);
            return "waited";
        }

        [WorkflowUpdate]
        public async Task SlowlyAsync() => await Workflow.DelayAsync(1);

        [WorkflowUpdateValidator(nameof(SlowlyAsync))]
        public void ValidateSlowly() => Workflow.DelayAsync(1);

        [WorkflowSignal]
        public async Task FinishAsync() => _done = true;
    }

    [Theory, OnOurs, OnOfficial]
    public Task QueryAndValidator_Acting_AreRefused(ServerKind server) => Scenario.RunAsync(
        server,
        o => o.AddWorkflow<ReadOnly>(),
        async s =>
        {
            var handle = await s.Client.StartWorkflowAsync((ReadOnly wf) => wf.RunAsync(), s.NewWorkflow());
            var drawn = await Assert.ThrowsAsync<WorkflowQueryFailedException>(() => handle.QueryAsync(wf => wf.Draw()));
            Assert.Equal("Cannot use random numbers in this context", drawn.Message);
            var waited = await Assert.ThrowsAsync<WorkflowQueryFailedException>(() => handle.QueryAsync(wf => wf.Wait()));
            Assert.Equal("Cannot wait or schedule workflow work in this context", waited.Message);
            var refused = await Assert.ThrowsAsync<WorkflowUpdateFailedException>(
                () => handle.ExecuteUpdateAsync(wf => wf.SlowlyAsync()));
            Assert.Equal("Cannot wait or schedule workflow work in this context", refused.InnerException!.Message);
            await handle.SignalAsync(wf => wf.FinishAsync());
            await handle.GetResultAsync();
        });

    [Workflow]
    public class Elsewhere
    {
        [WorkflowRun]
        public async Task RunAsync(string how)
        {
            switch (how)
            {
                case "delay":
                    await Task.Delay(1);
                    break;
                case "timeout":
                    using (var source = new CancellationTokenSource(10))
                    {
                        await Workflow.WaitConditionAsync(() => false, source.Token);
                    }

                    break;
                case "configure":
                    await Workflow.DelayAsync(1).ConfigureAwait(false);
                    break;
                case "allowed":
                    _ = Workflow.Unsafe.WithTracingEventListenerDisabled(() => Task.Run(() => { }));
                    break;
            }
        }
    }

    [Theory, OnOurs, OnOfficial]
    public Task FrameworkScheduling_InAWorkflow_FailsItsTask(ServerKind server) => Scenario.RunAsync(
        server,
        o => o.AddWorkflow<Elsewhere>(),
        async s =>
        {
            foreach (var how in new[] { "delay", "timeout", "configure" })
            {
                var handle = await s.Client.StartWorkflowAsync(
                    (Elsewhere wf) => wf.RunAsync(how), new($"wf-{Guid.NewGuid()}", s.TaskQueue));
                await Scenario.EventuallyAsync(async () =>
                {
                    var failed = (await handle.FetchHistoryAsync()).Events.LastOrDefault(
                        e => e.EventType == EventType.WorkflowTaskFailed)?.WorkflowTaskFailedEventAttributes;
                    Assert.Equal("InvalidWorkflowSchedulerException", failed?.Failure.ApplicationFailureInfo.Type);
                });
                await handle.TerminateAsync();
            }

            await s.Client.ExecuteWorkflowAsync((Elsewhere wf) => wf.RunAsync("allowed"), s.NewWorkflow());
        });

    [Workflow]
    public class Pausing
    {
        [WorkflowRun]
        public async Task<string> RunAsync()
        {
            await Workflow.DelayAsync(1);
            return Workflow.CurrentDeploymentVersion?.ToCanonicalString() ?? "none";
        }
    }

    [Theory, OnOfficial]
    public async Task Versioned_Worker_ReportsItsDeployment(ServerKind server)
    {
        var client = await TestServers.ClientAsync(server);
        var version = new WorkerDeploymentVersion($"deployment-{Guid.NewGuid():N}", "build-1");
        var queue = $"tq-{Guid.NewGuid()}";
        using var worker = new TemporalWorker(client, new TemporalWorkerOptions(queue)
        {
            DeploymentOptions = new(version, useWorkerVersioning: true)
            {
                DefaultVersioningBehavior = Temporalio.Common.VersioningBehavior.Pinned,
            },
        }.AddWorkflow<Pausing>());
        await worker.ExecuteAsync(async () =>
        {
            await Scenario.EventuallyAsync(async () =>
            {
                try
                {
                    await client.WorkflowService.SetWorkerDeploymentCurrentVersionAsync(new()
                    {
                        Namespace = "default",
                        DeploymentName = version.DeploymentName,
                        BuildId = version.BuildId,
                    });
                }
                catch (RpcException e)
                {
                    // The server has not seen the poll yet.
                    Assert.Fail(e.Message);
                }
            });
            var handle = await client.StartWorkflowAsync((Pausing wf) => wf.RunAsync(), new($"wf-{Guid.NewGuid()}", queue));
            Assert.Equal(version.ToCanonicalString(), await handle.GetResultAsync().WaitAsync(Scenario.Patience));
            Assert.Contains((await handle.FetchHistoryAsync()).Events, e =>
                e.WorkflowTaskCompletedEventAttributes?.VersioningBehavior
                    == Temporalio.Api.Enums.V1.VersioningBehavior.Pinned);
        });
    }
}
