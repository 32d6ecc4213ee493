using OpsFlow.Engine.Hosting;
using OpsFlow.Platform.Runs;
using OpsFlow.Tests.Support;
using Temporalio.Api.Enums.V1;
using Temporalio.Activities;
using Temporalio.Client;
using Temporalio.Exceptions;
using Temporalio.Worker;
using Temporalio.Workflows;

namespace OpsFlow.Platform.Tests.Runs;

public sealed class RunResetTests
{
    private static readonly HashSet<string> Steps = ["Pay", "Print"];

    [Fact]
    public async Task ToFailedStepAsync_StepFailedForGood_TriesItAgainAndNothingBefore()
    {
        await using var engine = await EngineHost.StartAsync(new EngineOptions());
        var client = await TemporalClient.ConnectAsync(new(engine.Address));
        var shop = new Shop { IsPrinterBroken = true };
        using var worker = new TemporalWorker(
            client, new TemporalWorkerOptions("shop").AddWorkflow<Order>().AddAllActivities(shop));
        await worker.ExecuteAsync(async () =>
        {
            var reset = new RunReset(client);
            var first = await client.StartWorkflowAsync((Order w) => w.RunAsync(), new("order", "shop"));
            Assert.Equal("not printed", await first.GetResultAsync());
            shop.IsPrinterBroken = false;

            var again = await reset.ToFailedStepAsync("order", Steps, "the printer is mended", default);

            Assert.Equal("Print", again!.Value.Step);
            var run = client.GetWorkflowHandle("order", again.Value.RunId);
            Assert.Equal("printed", await run.GetResultAsync<string>());
            Assert.Equal(["Pay", "Print", "Greet", "Print", "Greet"], shop.Calls);
            Assert.Null(await reset.ToFailedStepAsync("order", Steps, "nothing failed this time", default));
            Assert.Null(await reset.ToFailedStepAsync("unknown", Steps, "no such run", default));
        });
    }

    [Fact]
    public async Task ToFailedStepAsync_RunIsStillClosing_IsEndedAndTriedAgain()
    {
        await using var engine = await EngineHost.StartAsync(new EngineOptions());
        var client = await TemporalClient.ConnectAsync(new(engine.Address));
        var greeting = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var shop = new Shop { IsPrinterBroken = true, MayGreet = greeting.Task };
        using var worker = new TemporalWorker(
            client, new TemporalWorkerOptions("shop").AddWorkflow<Order>().AddAllActivities(shop));
        await worker.ExecuteAsync(async () =>
        {
            var reset = new RunReset(client);
            var first = await client.StartWorkflowAsync((Order w) => w.RunAsync(), new("order", "shop"));
            await Until.TrueAsync(() => Task.FromResult(shop.Calls.Contains("Greet")), "printing failed");
            shop.IsPrinterBroken = false;

            var again = await reset.ToFailedStepAsync("order", Steps, "asked twice", default);
            var twice = await reset.ToFailedStepAsync("order", Steps, "asked twice", default);
            greeting.SetResult();

            Assert.Equal("Print", again!.Value.Step);
            Assert.Null(twice);
            Assert.Equal(
                "printed", await client.GetWorkflowHandle("order", again.Value.RunId).GetResultAsync<string>());
            Assert.Equal(
                WorkflowExecutionStatus.Terminated,
                (await client.GetWorkflowHandle("order", first.ResultRunId).DescribeAsync()).Status);
        });
    }

    [Workflow]
    public sealed class Order
    {
        [WorkflowRun]
        public async Task<string> RunAsync()
        {
            var once = new ActivityOptions
            {
                StartToCloseTimeout = TimeSpan.FromSeconds(10),
                RetryPolicy = new() { MaximumAttempts = 1 },
            };
            await Workflow.ExecuteActivityAsync((Shop s) => s.Pay(), once);
            var result = "printed";
            try
            {
                await Workflow.ExecuteActivityAsync((Shop s) => s.Print(), once);
            }
            catch (ActivityFailureException)
            {
                result = "not printed";
            }

            try
            {
                await Workflow.ExecuteActivityAsync((Shop s) => s.GreetAsync(), once);
            }
            catch (ActivityFailureException)
            {
                // May be left out, and is no step to go back to.
            }

            return result;
        }
    }

    public sealed class Shop
    {
        public bool IsPrinterBroken { get; set; }

        public Task MayGreet { get; init; } = Task.CompletedTask;

        public List<string> Calls { get; } = [];

        [Activity]
        public void Pay() => Calls.Add("Pay");

        [Activity]
        public void Print()
        {
            Calls.Add("Print");
            if (IsPrinterBroken)
            {
                throw new InvalidOperationException("no paper");
            }
        }

        [Activity]
        public async Task GreetAsync()
        {
            Calls.Add("Greet");
            await MayGreet;
            throw new InvalidOperationException("hoarse");
        }
    }
}
