using System.Collections.Concurrent;
using Temporalio.Api.TaskQueue.V1;
using Temporalio.Client;
using Temporalio.Exceptions;
using Temporalio.Tests.Support;
using Temporalio.Worker;
using Temporalio.Worker.Tuning;
using Temporalio.Workflows;

namespace Temporalio.Tests.Tuning;

public class PollersTests
{
    [Workflow]
    public class Echo
    {
        [WorkflowRun]
        public async Task<int> RunAsync(int value) => value;
    }

    [Theory, OnOurs, OnOfficial]
    public Task Autoscaling_ManyWorkflows_AllComplete(ServerKind server) => Scenario.RunAsync(
        server,
        o =>
        {
            o.AddWorkflow<Echo>();
            o.WorkflowTaskPollerBehavior = new PollerBehavior.Autoscaling(minimum: 1, maximum: 10, initial: 2);
            o.ActivityTaskPollerBehavior = new PollerBehavior.Autoscaling();
        },
        async s =>
        {
            var results = await Task.WhenAll(Enumerable.Range(0, 20).Select(i =>
                s.Client.ExecuteWorkflowAsync((Echo wf) => wf.RunAsync(i), s.NewWorkflow())));
            Assert.Equal(Enumerable.Range(0, 20), results);
        },
        replay: false);

    [Theory, OnOurs, OnOfficial]
    public Task SimpleMaximum_OnePoll_IsEnough(ServerKind server) => Scenario.RunAsync(
        server,
        o => o.AddWorkflow<Echo>().WorkflowTaskPollerBehavior = new PollerBehavior.SimpleMaximum(1),
        async s => Assert.Equal(1, await s.Client.ExecuteWorkflowAsync((Echo wf) => wf.RunAsync(1), s.NewWorkflow())));

    [Fact]
    public async Task Pollers_Advice_ChangesTheirNumber()
    {
        var run = new Run(new PollerBehavior.Autoscaling(minimum: 2, maximum: 6, initial: 3));
        await run.ExpectAsync(3);
        // A server that never advised says nothing with an empty answer.
        run.Answer(new(true, null));
        await run.ExpectAsync(3);
        run.Answer(new(false, new() { PollRequestDeltaSuggestion = 2 }));
        await run.ExpectAsync(5);
        run.Answer(new(false, new() { PollRequestDeltaSuggestion = 100 }));
        await run.ExpectAsync(6);
        run.Answer(new(true, null));
        await run.ExpectAsync(5);
        run.Answer(new(false, new() { PollRequestDeltaSuggestion = -100 }));
        await run.ExpectAsync(4);
        for (var i = 0; i < 3; i++)
        {
            // One that is not wanted any more ends with its poll.
            run.Answer(new(false, null));
        }

        await run.ExpectAsync(2);
        await run.StopAsync();
    }

    [Fact]
    public async Task Pollers_Throttled_HalveTheirNumber()
    {
        var run = new Run(new PollerBehavior.Autoscaling(minimum: 1, maximum: 8, initial: 8));
        await run.ExpectAsync(8);
        run.Fail(new RpcException(RpcException.StatusCode.ResourceExhausted, "slow down", null));
        await run.ExpectTargetAsync(4);
        for (var i = 0; i < 4; i++)
        {
            run.Answer(new(false, null));
        }

        await run.ExpectAsync(4);
        await run.StopAsync();
    }

    private sealed class Run
    {
        private readonly BlockingCollection<TaskCompletionSource<PollerAdvice>> _polls = [];
        private readonly CancellationTokenSource _stop = new();
        private readonly Task _running;
        private readonly Pollers _pollers;
        private int _count;

        public Run(PollerBehavior behavior)
        {
            var context = new WorkerContext(
                TemporalClient.CreateLazy(new("127.0.0.1:1")), new TemporalWorkerOptions("tq"));
            _pollers = new Pollers(context, "tests", behavior, PollAsync, count => _count = count);
            _running = _pollers.RunAsync(_stop.Token);
        }

        public void Answer(PollerAdvice advice) => _polls.Take().SetResult(advice);

        public void Fail(Exception e) => _polls.Take().SetException(e);

        // All of them wait: what was answered has been taken into account.
        public Task ExpectAsync(int count) =>
            Scenario.EventuallyAsync(async () => Assert.Equal((count, count), (Volatile.Read(ref _count), _polls.Count)));

        public Task ExpectTargetAsync(int count) =>
            Scenario.EventuallyAsync(async () => Assert.Equal(count, _pollers.Target));

        public async Task StopAsync()
        {
            await _stop.CancelAsync();
            await _running.WaitAsync(Scenario.Patience);
            Assert.Equal(0, _count);
        }

        private async Task<PollerAdvice> PollAsync()
        {
            var poll = new TaskCompletionSource<PollerAdvice>(TaskCreationOptions.RunContinuationsAsynchronously);
            _polls.Add(poll);
            return await poll.Task.WaitAsync(_stop.Token);
        }
    }
}
