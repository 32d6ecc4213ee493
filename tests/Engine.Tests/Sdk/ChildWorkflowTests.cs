using Temporalio.Api.Enums.V1;
using Temporalio.Client;
using Temporalio.Exceptions;
using OpsFlow.Engine.Tests.Sdk.Support;
using Temporalio.Workflows;

namespace OpsFlow.Engine.Tests.Sdk;

public class ChildWorkflowTests
{
    [Workflow]
    public class Child
    {
        private string? _word;

        [WorkflowRun]
        public async Task<string> RunAsync(string mode)
        {
            switch (mode)
            {
                case "return":
                    return "child result";
                case "fail":
                    throw new ApplicationFailureException("Child failed", "ChildType");
                default:
                    await Workflow.WaitConditionAsync(() => _word is not null);
                    return _word!;
            }
        }

        [WorkflowSignal]
        public async Task SayAsync(string word) => _word = word;
    }

    [Workflow]
    public class Parent
    {
        [WorkflowRun]
        public async Task<string> RunAsync(string mode, string? id)
        {
            var handle = await Workflow.StartChildWorkflowAsync(
                (Child wf) => wf.RunAsync(mode), new() { Id = id, StaticSummary = "summary" });
            if (mode == "signal")
            {
                await handle.SignalAsync(wf => wf.SayAsync("signaled"));
            }

            return await handle.GetResultAsync();
        }
    }

    [Theory, OnOurs, OnOfficial]
    public Task ExecuteChild_Returns_GivesResult(ServerKind server) => Scenario.RunAsync(
        server,
        o => o.AddWorkflow<Parent>().AddWorkflow<Child>(),
        async s => Assert.Equal("child result", await s.Client.ExecuteWorkflowAsync(
            (Parent wf) => wf.RunAsync("return", null), s.NewWorkflow())));

    [Theory, OnOurs, OnOfficial]
    public Task ExecuteChild_Fails_GivesItsFailure(ServerKind server) => Scenario.RunAsync(
        server,
        o => o.AddWorkflow<Parent>().AddWorkflow<Child>(),
        async s =>
        {
            var failed = await Assert.ThrowsAsync<WorkflowFailedException>(() => s.Client.ExecuteWorkflowAsync(
                (Parent wf) => wf.RunAsync("fail", "child-" + s.TaskQueue), s.NewWorkflow()));
            var child = Assert.IsType<ChildWorkflowFailureException>(failed.InnerException);
            Assert.Equal("child-" + s.TaskQueue, child.WorkflowId);
            Assert.Equal("Child", child.WorkflowType);
            Assert.Equal("Child failed", child.InnerException!.Message);
        });

    [Theory, OnOurs, OnOfficial]
    public Task SignalChild_WaitingForIt_IsDelivered(ServerKind server) => Scenario.RunAsync(
        server,
        o => o.AddWorkflow<Parent>().AddWorkflow<Child>(),
        async s => Assert.Equal("signaled", await s.Client.ExecuteWorkflowAsync(
            (Parent wf) => wf.RunAsync("signal", null), s.NewWorkflow())));

    [Theory, OnOurs, OnOfficial]
    public Task StartChild_IdInUse_ThrowsAlreadyStarted(ServerKind server) => Scenario.RunAsync(
        server,
        o => o.AddWorkflow<Parent>().AddWorkflow<Child>(),
        async s =>
        {
            var first = await s.Client.StartWorkflowAsync((Child wf) => wf.RunAsync("wait"), s.NewWorkflow());
            var failed = await Assert.ThrowsAsync<WorkflowFailedException>(() => s.Client.ExecuteWorkflowAsync(
                (Parent wf) => wf.RunAsync("return", first.Id), s.NewWorkflow()));
            Assert.Contains("already started", failed.InnerException!.Message, StringComparison.OrdinalIgnoreCase);
            await first.SignalAsync(wf => wf.SayAsync("end"));
            Assert.Equal("end", await first.GetResultAsync());
        });

    [Workflow]
    public class CancelChild
    {
        [WorkflowRun]
        public async Task<string> RunAsync(ChildWorkflowCancellationType type)
        {
            using var cancel = new CancellationTokenSource();
            var handle = await Workflow.StartChildWorkflowAsync(
                (Child wf) => wf.RunAsync("wait"), new() { CancellationToken = cancel.Token, CancellationType = type });
            cancel.Cancel();
            try
            {
                return await handle.GetResultAsync();
            }
            catch (ChildWorkflowFailureException e) when (e.InnerException is CanceledFailureException)
            {
                return "canceled";
            }
        }
    }

    [Theory, OnOurs, OnOfficial]
    public Task CancelChild_EachType_EndsAsCanceled(ServerKind server) => Scenario.RunAsync(
        server,
        o => o.AddWorkflow<CancelChild>().AddWorkflow<Child>(),
        async s =>
        {
            foreach (var type in Enum.GetValues<ChildWorkflowCancellationType>())
            {
                Assert.Equal("canceled", await s.Client.ExecuteWorkflowAsync(
                    (CancelChild wf) => wf.RunAsync(type), s.NewWorkflow()));
            }
        });

    [Workflow]
    public class Other
    {
        [WorkflowRun]
        public async Task<string> RunAsync(string id, bool cancel)
        {
            var handle = Workflow.GetExternalWorkflowHandle<Child>(id);
            if (cancel)
            {
                await handle.CancelAsync();
            }
            else
            {
                await handle.SignalAsync(wf => wf.SayAsync("from outside"));
            }

            return "done";
        }
    }

    [Theory, OnOurs, OnOfficial]
    public Task ExternalHandle_SignalAndCancel_ReachTheWorkflow(ServerKind server) => Scenario.RunAsync(
        server,
        o => o.AddWorkflow<Other>().AddWorkflow<Child>(),
        async s =>
        {
            var signaled = await s.Client.StartWorkflowAsync((Child wf) => wf.RunAsync("wait"), s.NewWorkflow());
            await s.Client.ExecuteWorkflowAsync((Other wf) => wf.RunAsync(signaled.Id, false), s.NewWorkflow());
            Assert.Equal("from outside", await signaled.GetResultAsync());

            var canceled = await s.Client.StartWorkflowAsync((Child wf) => wf.RunAsync("wait"), s.NewWorkflow());
            await s.Client.ExecuteWorkflowAsync((Other wf) => wf.RunAsync(canceled.Id, true), s.NewWorkflow());
            var failed = await Assert.ThrowsAsync<WorkflowFailedException>(() => canceled.GetResultAsync());
            Assert.IsType<CanceledFailureException>(failed.InnerException);
        });

    [Theory, OnOurs, OnOfficial]
    public Task ExternalHandle_NoSuchWorkflow_Fails(ServerKind server) => Scenario.RunAsync(
        server,
        o => o.AddWorkflow<Other>().AddWorkflow<Child>(),
        async s =>
        {
            foreach (var cancel in new[] { false, true })
            {
                var failed = await Assert.ThrowsAsync<WorkflowFailedException>(() => s.Client.ExecuteWorkflowAsync(
                    (Other wf) => wf.RunAsync("nobody", cancel), s.NewWorkflow()));
                Assert.Contains("not found", failed.InnerException!.Message);
            }
        });

    [Workflow]
    public class Loop
    {
        [WorkflowRun]
        public async Task<string> RunAsync(int left)
        {
            await Workflow.DelayAsync(1);
            return left == 0
                ? $"done {Workflow.Info.ContinuedRunId is not null} {Workflow.Memo.ContainsKey("key")}"
                : throw Workflow.CreateContinueAsNewException((Loop wf) => wf.RunAsync(left - 1), new()
                {
                    Memo = new Dictionary<string, object> { ["key"] = "value" },
                });
        }
    }

    [Theory, OnOurs, OnOfficial]
    public Task ContinueAsNew_Twice_ResultIsOfTheLastRun(ServerKind server) => Scenario.RunAsync(
        server,
        o => o.AddWorkflow<Loop>(),
        async s =>
        {
            var handle = await s.Client.StartWorkflowAsync((Loop wf) => wf.RunAsync(2), s.NewWorkflow());
            Assert.Equal("done True True", await handle.GetResultAsync());
            await Assert.ThrowsAsync<WorkflowContinuedAsNewException>(
                () => handle.GetResultAsync(followRuns: false));
        });
}
