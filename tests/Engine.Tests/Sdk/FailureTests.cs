using Temporalio.Api.Enums.V1;
using Temporalio.Client;
using Temporalio.Exceptions;
using OpsFlow.Engine.Tests.Sdk.Support;
using Temporalio.Workflows;

namespace OpsFlow.Engine.Tests.Sdk;

public class FailureTests
{
    [Workflow]
    public class Throws
    {
        // Static on purpose: it stands for code that was fixed between two attempts.
        private static int _attempts;

        [WorkflowRun]
        public async Task<string> RunAsync(string what)
        {
            switch (what)
            {
                case "application":
                    throw new ApplicationFailureException("failed", "TheType", details: ["detail"]);
                case "canceled":
                    throw new OperationCanceledException("own cancellation");
                case "bug once":
                    return Interlocked.Increment(ref _attempts) == 1
                        ? throw new InvalidOperationException("bug")
                        : "fixed";
                default:
                    throw new InvalidDataException("listed");
            }
        }
    }

    [Theory, OnOurs, OnOfficial]
    public Task Throw_FailureException_FailsTheWorkflow(ServerKind server) => Scenario.RunAsync(
        server,
        o => o.AddWorkflow<Throws>(),
        async s =>
        {
            var failed = await Assert.ThrowsAsync<WorkflowFailedException>(() => s.Client.ExecuteWorkflowAsync(
                (Throws wf) => wf.RunAsync("application"), s.NewWorkflow()));
            var application = Assert.IsType<ApplicationFailureException>(failed.InnerException);
            Assert.Equal("TheType", application.ErrorType);
            Assert.Equal("detail", application.Details.ElementAt<string>(0));
            failed = await Assert.ThrowsAsync<WorkflowFailedException>(() => s.Client.ExecuteWorkflowAsync(
                (Throws wf) => wf.RunAsync("canceled"), s.NewWorkflow()));
            Assert.Equal(
                "OperationCanceledException",
                Assert.IsType<ApplicationFailureException>(failed.InnerException).ErrorType);
        });

    [Workflow]
    public class Buggy
    {
        public static bool Fixed { get; set; }

        [WorkflowRun]
        public async Task<string> RunAsync()
        {
            await Workflow.DelayAsync(1);
            return Fixed ? "fixed" : throw new InvalidOperationException("a bug");
        }
    }

    [Theory, OnOurs, OnOfficial]
    public Task Throw_AnyOtherException_FailsTheTaskUntilFixed(ServerKind server)
    {
        Buggy.Fixed = false;
        return Scenario.RunAsync(
            server,
            o => o.AddWorkflow<Buggy>(),
            async s =>
            {
                var handle = await s.Client.StartWorkflowAsync((Buggy wf) => wf.RunAsync(), s.NewWorkflow());
                await Scenario.EventuallyAsync(async () =>
                {
                    var failed = (await handle.FetchHistoryAsync()).Events.LastOrDefault(
                        e => e.EventType == EventType.WorkflowTaskFailed)?.WorkflowTaskFailedEventAttributes;
                    Assert.Equal("a bug", failed?.Failure.Message);
                    Assert.Equal(WorkflowTaskFailedCause.WorkflowWorkerUnhandledFailure, failed!.Cause);
                });
                Buggy.Fixed = true;
                Assert.Equal("fixed", await handle.GetResultAsync());
            });
    }

    [Theory, OnOurs, OnOfficial]
    public Task Start_UnregisteredType_FailsTheTaskWithNotFound(ServerKind server) => Scenario.RunAsync(
        server,
        o => o.AddWorkflow<Buggy>(),
        async s =>
        {
            var handle = await s.Client.StartWorkflowAsync("Nobody", [], new($"wf-{Guid.NewGuid()}", s.TaskQueue));
            await Scenario.EventuallyAsync(async () =>
            {
                var failed = (await handle.FetchHistoryAsync()).Events.LastOrDefault(
                    e => e.EventType == EventType.WorkflowTaskFailed)?.WorkflowTaskFailedEventAttributes;
                Assert.Equal(
                    "Workflow type Nobody is not registered on this worker, available workflows: Buggy",
                    failed?.Failure.Message);
                Assert.Equal("NotFoundError", failed!.Failure.ApplicationFailureInfo.Type);
            });
            await handle.TerminateAsync();
        });

    [Workflow]
    public class RetriedWorkflow
    {
        [WorkflowRun]
        public async Task<int> RunAsync() => Workflow.Info.Attempt < 2
            ? throw new ApplicationFailureException("once more")
            : Workflow.Info.Attempt;
    }

    [Theory, OnOurs, OnOfficial]
    public Task Throw_WithRetryPolicy_RunsAgain(ServerKind server) => Scenario.RunAsync(
        server,
        o => o.AddWorkflow<RetriedWorkflow>(),
        async s =>
        {
            var options = s.NewWorkflow();
            options.RetryPolicy = new() { InitialInterval = TimeSpan.FromMilliseconds(100) };
            Assert.Equal(2, await s.Client.ExecuteWorkflowAsync((RetriedWorkflow wf) => wf.RunAsync(), options));
        });
}
